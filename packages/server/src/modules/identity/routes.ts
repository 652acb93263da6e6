/** Answers the calls about people, their traits and identifier kinds. */
import type { Db } from '../../platform/db/index.ts'
import { fail } from '../../platform/errors.ts'
import type { Handles } from '../../platform/handles.ts'
import { type Binding, bind, type Call } from '../../platform/http/bind.ts'
import { readMoment } from '../../platform/http/moment.ts'
import {
  declareIdentifierKind,
  editTraits,
  listIdentifierKinds,
  listPersons,
  MAX_ASKED_IDS,
  type Person,
  type PersonStanding,
  readPerson,
} from './contract.ts'
import { declareKind, listKinds } from './declared-kinds.ts'
import { listPersonPage, type PersonFilter } from './person-list.ts'
import { type PersonRead, readPersons } from './person-read.ts'
import { atomOfPersonId, failNobody, findPersonByReference, knownPerson, personId, personsOfAtoms } from './persons.ts'
import { editTraits as edit } from './trait-edit.ts'
import { traitRoutes } from './trait-routes.ts'
import { ruleIn, traitRulesOf } from './trait-rules.ts'

/** Whatever of a call the stores are asked with. */
export type StandingCall = Pick<Call<typeof readPerson>, 'handles' | 'workspace' | 'requestId' | 'signal'>

export interface IdentityServices {
  /** Milliseconds of the latest event by atom, from the module that keeps events; atoms without events are left out. */
  readonly lastEventTimes: (
    handles: Handles,
    input: { workspaceId: number; atoms: readonly number[] },
  ) => Promise<ReadonlyMap<number, number>>
  /** What the person of these atoms agreed to or withdrew, as it holds now, from the module that keeps consents. */
  readonly consentsOf?: (
    db: Db,
    input: { workspaceId: number; atoms: readonly number[] },
  ) => Promise<readonly { purpose: string; channel: string; state: 'granted' | 'withdrawn'; at: Date }[]>
  /** Where the person of these atoms stands, from the module of audiences. */
  readonly standingOf?: (call: StandingCall, input: { atoms: readonly number[] }) => Promise<PersonStanding>
}

const POWERS = { none: 0, weak: 30, strong: 90 } as const

export function identityRoutes(services: IdentityServices): Binding[] {
  const show = async (handles: Handles, input: { workspaceId: number; persons: readonly number[]; unmasked: boolean }) => {
    const persons = await readPersons(handles, input)
    const atoms = persons.flatMap((person) => person.atoms)
    const times = await services.lastEventTimes(handles, { workspaceId: input.workspaceId, atoms })
    return persons.map((person) => ({ person, shown: personAnswer(person, times) }))
  }
  const showOne = async (call: StandingCall & Pick<Call<typeof readPerson>, 'actor'>, id: string): Promise<Person> => {
    const { handles, workspace } = call
    const atom = atomOfPersonId(id)
    const persons = atom === undefined ? [] : [atom]
    const [found] = await show(handles, { workspaceId: workspace.id, persons, unmasked: mayReadPersonal(call) })
    if (!found) return failNobody()
    const mergedInto = found.shown.id === id ? {} : { mergedInto: found.shown.id }
    const ruleOf = ruleIn(await traitRulesOf(handles, workspace.id))
    const sources = [...found.person.traitStates].map(
      ([name, { source, by, changedAt }]) =>
        [name, { source, by, changedAt: new Date(changedAt).toISOString(), rule: ruleOf(name) }] as const,
    )
    const consents = call.actor.permissions.has('consents.read') ? services.consentsOf : undefined
    const stands = await consents?.(handles.db, { workspaceId: workspace.id, atoms: found.person.atoms })
    const consent = stands && {
      consent: stands.map(({ purpose, channel, state, at }) => ({ purpose, channel, state, since: at.toISOString() })),
    }
    const standing = await services.standingOf?.(call, { atoms: found.person.atoms })
    return { ...found.shown, ...mergedInto, ...standing, ...consent, traitSources: Object.fromEntries(sources) }
  }
  return [
    bind(listPersons, async (call) => {
      const { handles, workspace } = call
      const { page, ...rest } = await askedPersons(call)
      const found = await show(handles, { workspaceId: workspace.id, persons: page, unmasked: mayReadPersonal(call) })
      const [only] = found
      const standing = call.query.identifier !== undefined && only && (await services.standingOf?.(call, { atoms: only.person.atoms }))
      return { items: found.map(({ shown }) => ({ ...shown, ...standing })), ...rest }
    }),
    bind(readPerson, (call) => showOne(call, call.params.id)),
    bind(editTraits, async (call) => {
      const { handles, workspace, params, body, actor } = call
      const person = await knownPerson(handles.db, { workspaceId: workspace.id, id: params.id })
      await edit(handles, { workspaceId: workspace.id, person, ...body, by: actor.name })
      return showOne(call, params.id)
    }),
    ...traitRoutes(),
    bind(listIdentifierKinds, async ({ handles, workspace }) => ({ items: await listKinds(handles, { workspaceId: workspace.id }) })),
    bind(declareIdentifierKind, async ({ handles, workspace, body }) => {
      const { kind, unique, single } = body
      const rules = { unique, single, mergePower: power(body.mergePower), trust: power(body.trust) }
      return { ...(await declareKind(handles, { workspaceId: workspace.id, kind, rules })), declared: true }
    }),
  ]
}

function mayReadPersonal({ actor }: Pick<Call<typeof readPerson>, 'actor'>): boolean {
  return actor.permissions.has('people.read_personal')
}

function power(value: number | keyof typeof POWERS): number {
  return typeof value === 'number' ? value : POWERS[value]
}

interface Asked {
  readonly page: readonly number[]
  readonly nextCursor: string | null
  readonly mergedInto?: Record<string, string>
}

async function askedPersons({ handles, workspace, query }: Call<typeof listPersons>): Promise<Asked> {
  const workspaceId = workspace.id
  const { identifier, ids, limit, cursor } = query
  if (ids !== undefined) return personsOfIds(handles, { workspaceId, ids: ids.split(',') })
  if (identifier === undefined) return listPersonPage(handles, { workspaceId, limit, cursor, filter: filterOf(query, workspace.timeZone) })
  const person = await findPersonByReference(handles, { workspaceId, reference: identifier, field: 'identifier' })
  return { page: person === undefined ? [] : [person], nextCursor: null }
}

async function personsOfIds(handles: Handles, input: { workspaceId: number; ids: readonly string[] }): Promise<Asked> {
  const { workspaceId, ids } = input
  if (ids.length > MAX_ASKED_IDS)
    fail('platform.invalid', { field: 'ids', reason: { zh: `一次最多 ${MAX_ASKED_IDS} 个`, en: `at most ${MAX_ASKED_IDS} at a time` } })
  const atoms = ids.flatMap((id) => atomOfPersonId(id.trim()) ?? [])
  const personOf = await personsOfAtoms(handles.db, { workspaceId, atoms })
  const away = atoms.flatMap((atom) => {
    const person = personOf.get(atom)
    return person === undefined || person === atom ? [] : [[personId(atom), personId(person)] as const]
  })
  return {
    page: [...new Set(atoms.flatMap((atom) => personOf.get(atom) ?? []))],
    nextCursor: null,
    ...(away.length > 0 && { mergedInto: Object.fromEntries(away) }),
  }
}

function filterOf(query: Call<typeof listPersons>['query'], timeZone: string): PersonFilter {
  const { q, kind, merged, trait } = query
  const text = q?.trim() ?? ''
  const colon = trait?.indexOf(':') ?? 0
  return {
    text: text === '' ? undefined : text,
    kind,
    merged,
    trait: trait === undefined ? undefined : { name: trait.slice(0, colon), value: trait.slice(colon + 1) },
    seenFrom: moment('seenFrom', query.seenFrom, timeZone),
    seenTo: moment('seenTo', query.seenTo, timeZone),
  }
}

function moment(field: string, text: string | undefined, timeZone: string): number | undefined {
  return text === undefined ? undefined : readMoment(text, { field, timeZone })
}

function personAnswer(person: PersonRead, times: ReadonlyMap<number, number>): Person {
  const lastEventAt = person.atoms.reduce((latest, atom) => Math.max(latest, times.get(atom) ?? 0), 0)
  return {
    id: personId(person.person),
    identifiers: person.identifiers.map((one) => ({ ...one, since: new Date(one.since).toISOString() })),
    identifiersTotal: person.identifiersTotal,
    traits: { ...person.traits },
    tags: person.tags.map(({ name, values }) => ({ name, values: [...values] })),
    firstSeenAt: new Date(person.firstSeenAt).toISOString(),
    lastSeenAt: new Date(lastEventAt === 0 ? person.firstSeenAt : lastEventAt).toISOString(),
    atoms: person.atoms.length,
  }
}
