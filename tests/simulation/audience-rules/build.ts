/** Makes a drawn world in the stores by the functions of the modules, and answers what is so in it: the facts that the slow evaluator goes by. */
import { personDataHolders } from '../../../packages/server/src/app.ts'
import { createAudience } from '../../../packages/server/src/modules/audience/audiences.ts'
import { settleCopies } from '../../../packages/server/src/modules/audience/copies/publish.ts'
import { computeAudienceJob } from '../../../packages/server/src/modules/audience/jobs.ts'
import { drawModelNumber, keepModel } from '../../../packages/server/src/modules/audience/predictions/models.ts'
import { PREDICTIONS_TABLE } from '../../../packages/server/src/modules/audience/predictions/tables.ts'
import { type Rule, RuleShape } from '../../../packages/server/src/modules/audience/rule/index.ts'
import type { TierThresholds } from '../../../packages/server/src/modules/audience/rule/operator.ts'
import { changeSettings } from '../../../packages/server/src/modules/audience/tiers/change-settings.ts'
import { TierSettings } from '../../../packages/server/src/modules/audience/tiers/contract.ts'
import { readThresholds } from '../../../packages/server/src/modules/audience/tiers/thresholds.ts'
import { addEntry } from '../../../packages/server/src/modules/compliance/consents/ledger.ts'
import { erasePersonJob } from '../../../packages/server/src/modules/compliance/rights/erase-job.ts'
import { requestErasure } from '../../../packages/server/src/modules/compliance/rights/erasures.ts'
import { storeEvents, type TestEvent } from '../../../packages/server/src/modules/events/testing.ts'
import { findOrMakeAtoms } from '../../../packages/server/src/modules/identity/atoms.ts'
import { mergePeople } from '../../../packages/server/src/modules/identity/links/link.ts'
import { unbindIdentifier } from '../../../packages/server/src/modules/identity/links/unbind.ts'
import { unmerge } from '../../../packages/server/src/modules/identity/links/unmerge.ts'
import { readPersons } from '../../../packages/server/src/modules/identity/person-read.ts'
import { atomsOfPersons, personId, personsOfAtoms } from '../../../packages/server/src/modules/identity/persons.ts'
import { changeTagMarks } from '../../../packages/server/src/modules/identity/tags/change.ts'
import { createGroup } from '../../../packages/server/src/modules/identity/tags/groups.ts'
import { namedTags, tagsOfPersons } from '../../../packages/server/src/modules/identity/tags/person-tags.ts'
import { archiveTag, createTag } from '../../../packages/server/src/modules/identity/tags/tags.ts'
import { setTraitRule } from '../../../packages/server/src/modules/identity/trait-rules.ts'
import { applyTraits, type TraitChangeOfAtom } from '../../../packages/server/src/modules/identity/traits.ts'
import { inTransaction } from '../../../packages/server/src/platform/db/index.ts'
import { AppError } from '../../../packages/server/src/platform/errors.ts'
import type { Handles } from '../../../packages/server/src/platform/handles.ts'
import { startJobRunner } from '../../../packages/server/src/platform/jobs/runner.ts'
import type { World } from '../../../packages/server/src/platform/testing/world.ts'
import type { DrawnRule } from './rules.ts'
import { type DrawnEvent, type DrawnWorld, FIRST, TAGS } from './worlds.ts'

export const TIME_ZONE = 'Asia/Shanghai'
const SETTLE_MS = 60_000
const BY = 'simulation'
const NO_AUDIENCE = '999999999'

export interface Facts {
  readonly workspaceId: number
  /** Of each drawn person. */
  readonly atoms: readonly number[]
  /** Atom → its person, of people who are there. */
  readonly personOf: ReadonlyMap<number, number>
  /** The same with those who are not there any more: what they bought is still counted among all that was bought. */
  readonly everPersonOf: ReadonlyMap<number, number>
  /** Kinds of the identifiers that atoms stand for. */
  readonly kinds: ReadonlyMap<number, string>
  readonly events: readonly (TestEvent & { readonly atom: number; readonly time: number })[]
  /** As the person page shows them. */
  readonly traits: ReadonlyMap<number, Readonly<Record<string, unknown>>>
  readonly traitNames: ReadonlySet<string>
  readonly tags: ReadonlyMap<number, readonly { readonly name: string; readonly values: readonly string[] }[]>
  readonly consents: readonly {
    readonly atom: number
    readonly purpose: string
    readonly channel: string
    readonly state: string
    readonly at: number
  }[]
  readonly audiences: ReadonlyMap<string, { readonly rule: Rule } | { readonly atoms: ReadonlySet<number> }>
  readonly predictions: ReadonlyMap<
    number,
    { readonly alive: number; readonly expected: number; readonly value: number | null; readonly days: number }
  >
  readonly thresholds: TierThresholds
  /** From when on there is a model. */
  readonly modelFrom: number
  /** A drawn rule as the program reads it. */
  ruleOf(drawn: DrawnRule): Rule
}

export async function build(world: World, drawn: DrawnWorld): Promise<Facts> {
  const { handles } = world
  const { id: workspaceId } = await world.newWorkspace({ timeZone: TIME_ZONE })
  const refs = drawn.people.map((kind, place) => ({ kind, value: shownAs(kind, place) }))
  const atoms = await findOrMakeAtoms(handles, { workspaceId, refs, seenAt: FIRST })
  const atomOf = (who: number) => atoms[who % atoms.length] ?? 0
  const events = drawn.events.map((event) => eventOf(event, atomOf(event.who)))
  const input = { workspaceId, drawn, atomOf }
  await mergeSome(handles, { ...input, pairs: drawn.merges, unmerges: drawn.unmerges })
  await storeEvents(handles, { workspaceId, events })
  await writeTraits(handles, input)
  await writeTags(handles, input)
  const consents = await writeConsents(handles, input)
  const thresholds = await setThresholds(handles, workspaceId)
  const predictions = await writePredictions(handles, input)
  const { audiences, ruleOf } = await makeAudiences(handles, input)
  await mergeSome(handles, { ...input, pairs: drawn.lateMerges, unmerges: [] })
  for (const who of drawn.unbound) {
    const place = who % atoms.length
    const ref = refs[place]
    const person = (await personsOfAtoms(handles.db, { workspaceId, atoms: [atomOf(who)] })).get(atomOf(who))
    if (ref && person) await unbindIdentifier(handles, { workspaceId, person, ref, by: BY, evidence: '' })
  }
  await settleCopies(handles, { withinMs: SETTLE_MS })
  const everPersonOf = await personsOfAtoms(handles.db, { workspaceId, atoms })
  if (drawn.erased.length > 0) await erase(handles, { workspaceId, atoms: drawn.erased.map(atomOf) })
  await settleCopies(handles, { withinMs: SETTLE_MS })
  const personOf = await personsOfAtoms(handles.db, { workspaceId, atoms })
  const persons = [...new Set(personOf.values())]
  const known = await handles.db
    .selectFrom('identity_identifiers')
    .select(['atom', 'kind'])
    .where('workspace_id', '=', workspaceId)
    .execute()
  const read = await readPersons(handles, { workspaceId, persons, unmasked: true })
  const traits = await handles.db.selectFrom('identity_traits').select('name').where('workspace_id', '=', workspaceId).execute()
  const tags = await tagsOfPersons(handles.db, { workspaceId, persons })
  return {
    workspaceId,
    atoms,
    personOf,
    everPersonOf,
    kinds: new Map(known.map(({ atom, kind }) => [atom, kind])),
    events,
    traits: new Map(read.map((person) => [person.person, person.traits])),
    traitNames: new Set(traits.map(({ name }) => name)),
    tags: new Map([...tags].map(([person, rows]) => [person, namedTags(rows)])),
    consents,
    audiences,
    predictions,
    thresholds,
    modelFrom: FIRST,
    ruleOf,
  }
}

interface Input {
  readonly workspaceId: number
  readonly drawn: DrawnWorld
  readonly atomOf: (who: number) => number
}

function shownAs(kind: string, place: number): string {
  if (kind === 'phone') return `1380013800${place}`
  return kind === 'email' ? `p${place}@example.com` : `p${place}`
}

function eventOf({ name, time, n, c, list, orderNo, amount }: DrawnEvent, atom: number): Facts['events'][number] {
  const properties = Object.fromEntries(Object.entries({ n, c, list, orderNo }).filter(([, value]) => value !== undefined))
  return { name, time, atom, properties, ...(amount !== undefined && { amount, currency: 'CNY' }) }
}

async function mergeSome(
  handles: Handles,
  { workspaceId, atomOf, pairs, unmerges }: Input & { pairs: DrawnWorld['merges']; unmerges: readonly number[] },
): Promise<void> {
  const merges: { id: number; a: number }[] = []
  for (const [one, other] of pairs) {
    const [a, b] = [atomOf(one), atomOf(other)]
    const { mergeId } = await orRefused(mergePeople(handles, { workspaceId, a, b, cause: 'request', by: BY, evidence: '' }))
    if (typeof mergeId === 'number') merges.push({ id: mergeId, a })
  }
  for (const place of unmerges) {
    const merge = merges[place]
    if (merge) await orRefused(unmerge(handles, { workspaceId, person: merge.a, mergeId: merge.id, by: BY }))
  }
}

/** Merges may be refused, and undone only once. */
async function orRefused(call: Promise<object>): Promise<{ mergeId?: unknown; id?: unknown }> {
  try {
    return await call
  } catch (error) {
    if (error instanceof AppError) return {}
    throw error
  }
}

async function writeTraits(handles: Handles, { workspaceId, drawn, atomOf }: Input): Promise<void> {
  for (const [name, rule] of Object.entries(drawn.traitRules)) await setTraitRule(handles, { workspaceId, name, rule, by: BY })
  for (const [place, { who, op, name, value, at, source }] of drawn.traits.entries()) {
    const change = { workspaceId, atom: atomOf(who), at, source, step: `step ${place}`, ...(source === 'request' && { by: BY }) }
    const changes = [{ ...change, op, values: op === 'delete' ? {} : { [name]: value } } as TraitChangeOfAtom]
    await applyTraits(handles.db, { changes, now: handles.clocks.real.now() })
  }
}

async function writeTags(handles: Handles, { workspaceId, drawn, atomOf }: Input): Promise<void> {
  if (drawn.marks.length === 0) return
  const plain = { workspaceId, by: BY, dimension: undefined, description: '', color: 'blue' as const, kind: 'manual' as const }
  const group = await createGroup(handles, { workspaceId, by: BY, name: '互斥', exclusive: true, dimension: null })
  const tags: number[] = []
  for (const [place, name] of TAGS.entries()) {
    const { id } = await createTag(handles, { ...plain, name, groupId: place < TAGS.length - 2 ? null : group.id })
    tags.push(Number(id))
  }
  for (const { who, tag, value, on, at } of drawn.marks) {
    const atoms = [atomOf(who)]
    const change = { workspaceId, tagId: tags[tag] ?? 0, value, cause: 'request' as const, by: BY, at: new Date(at) }
    await inTransaction(handles.db, (tx) => changeTagMarks(tx, { ...change, add: on ? atoms : [], remove: on ? [] : atoms }))
  }
  const id = String(tags[TAGS.indexOf('旧')])
  await archiveTag(handles, { workspaceId, id, by: BY, usesOf: async () => [], alongside: async () => undefined })
}

async function writeConsents(handles: Handles, { workspaceId, drawn, atomOf }: Input): Promise<Facts['consents']> {
  for (const { who, purpose, channel, state, at } of drawn.consents)
    await addEntry(handles, {
      workspaceId,
      timeZone: TIME_ZONE,
      personId: String(atomOf(who)),
      purpose,
      channel: channel as never,
      state: state as never,
      proof: undefined,
      guardian: undefined,
      at,
      by: BY,
      source: 'test',
    })
  return drawn.consents.map(({ who, ...consent }) => ({ ...consent, atom: atomOf(who) }))
}

/** All set, so that they do not follow the orders. */
async function setThresholds(handles: Handles, workspaceId: number): Promise<TierThresholds> {
  const settings = TierSettings.parse({
    newDays: 1,
    silentDays: 2,
    lostDays: 3,
    valueLostDays: 2,
    qualityOrders: 2,
    loyalOrders: 3,
    intentDays: 1,
  })
  const asked = { workspaceId, timeZone: TIME_ZONE, asOf: FIRST }
  await changeSettings(handles, { ...asked, settings, by: BY })
  return readThresholds(handles, asked)
}

async function writePredictions(handles: Handles, { workspaceId, drawn, atomOf }: Input): Promise<Facts['predictions']> {
  const rows = drawn.predictions.map(({ who, ...row }) => [atomOf(who), { ...row, days: row.bought * 10 }] as const)
  const predictions = new Map(rows)
  if (predictions.size === 0) return predictions
  const id = await drawModelNumber(handles.db)
  const columns = ['workspace', 'model', 'atom', 'bought', 'p_alive', 'expected', 'value', 'next_days']
  const lines = [...predictions].map(([atom, { bought, alive, expected, value, days }]) =>
    JSON.stringify([workspaceId, id, atom, bought, alive, expected, value, days]),
  )
  await handles.clickhouse.insert({ table: PREDICTIONS_TABLE, columns, body: lines.join('\n') })
  const known = new Date(FIRST)
  await inTransaction(handles.db, (tx) =>
    keepModel(tx, { workspaceId, id, calibrationEnd: '2025-12-31', knownUntil: known, at: known, by: BY, fit: {} as never }),
  )
  return predictions
}

/** Static ones by their people and through their job; live ones only as their rule, which is what a rule that names them looks at. */
async function makeAudiences(handles: Handles, { workspaceId, drawn, atomOf }: Input): Promise<Pick<Facts, 'audiences' | 'ruleOf'>> {
  const ids: string[] = []
  const audiences = new Map<string, { readonly rule: Rule } | { readonly atoms: ReadonlySet<number> }>()
  const ruleOf = (rule: DrawnRule): Rule => RuleShape.parse(named(rule, ids))
  for (const [place, audience] of drawn.audiences.entries()) {
    const made = { workspaceId, timeZone: TIME_ZONE, name: `audience ${place}`, description: '', kind: audience.kind, by: BY }
    const rule = audience.kind === 'live' ? ruleOf(audience.rule) : undefined
    const people = audience.kind === 'static' ? audience.people.map((who) => String(atomOf(who))) : []
    const { id } = await orRefused(createAudience(handles, { ...made, of: rule ? { rule } : { people } }))
    // One that names an audience which is not there is refused.
    ids.push(String(id ?? NO_AUDIENCE))
    if (id === undefined) continue
    const persons = [...new Set((await personsOfAtoms(handles.db, { workspaceId, atoms: people.map(Number) })).values())]
    const atoms = new Set([...(await atomsOfPersons(handles.db, { workspaceId, persons })).values()].flat())
    audiences.set(String(id), rule ? { rule } : { atoms })
  }
  if (drawn.audiences.some(({ kind }) => kind === 'static')) {
    const jobs = startJobRunner(handles, [computeAudienceJob()])
    await jobs.drain()
    await jobs.stop()
  }
  return { audiences, ruleOf }
}

/** Places of audiences become their ids; one that is not there, or comes later, is an audience that does not exist. */
function named(rule: unknown, ids: readonly string[]): unknown {
  if (Array.isArray(rule)) return rule.map((one) => named(one, ids))
  if (typeof rule !== 'object' || rule === null) return rule
  return Object.fromEntries(
    Object.entries(rule).map(([key, value]) => [
      key,
      key === 'audience' ? { id: ids[Number(value.id)] ?? NO_AUDIENCE } : named(value, ids),
    ]),
  )
}

/** Through every module that keeps people, as somebody would ask for it. */
async function erase(handles: Handles, { workspaceId, atoms }: { workspaceId: number; atoms: readonly number[] }): Promise<void> {
  for (const atom of atoms) await orRefused(requestErasure(handles, { workspaceId, personId: personId(atom), reason: 'requested', by: BY }))
  const jobs = startJobRunner(handles, [erasePersonJob({ holders: personDataHolders })])
  await jobs.drain()
  await jobs.stop()
}
