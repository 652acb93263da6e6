/** `consent` and `reachable` against a slow, obvious reading of what people said and have; merged people included. */
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { sql } from '../../../../platform/db/index.ts'
import { openWorld, type World } from '../../../../platform/testing/world.ts'
import { consentStates } from '../../../compliance/index.ts'
import { findOrMakeAtoms, mergePeople } from '../../../identity/index.ts'
import { settleCopies } from '../../copies/publish.ts'
import { evaluateRules, pageOfRule, type Rule, RuleShape } from '../index.ts'
import { REACHABLE } from '../rule.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})

const KINDS = ['external_userid:ww1', 'openid:wx1', 'phone', 'email', 'user_id'] as const
const SETTLE_MS = 30_000

interface Said {
  readonly atom: number
  readonly purpose: string
  readonly channel: string
  readonly state: string
  readonly at: number
}

/** Atoms of kinds, some of them merged in order, and what was said under them. */
async function live(input: {
  readonly kinds: readonly string[]
  readonly merges: readonly [number, number][]
  readonly said: readonly Said[]
}) {
  const { handles } = world
  const { id: workspaceId } = await world.newWorkspace()
  const refs = input.kinds.map((kind, n) => ({ kind, value: nameOf(kind, n) }))
  const atoms = await findOrMakeAtoms(handles, { workspaceId, refs, seenAt: 0 })
  const persons = [...atoms]
  for (const [one, other] of input.merges) {
    const [a, b] = [atoms[one] ?? 0, atoms[other] ?? 0]
    const merge = { workspaceId, a, b, cause: 'request', by: 'test', evidence: 'test' }
    // Two values of a kind of which a person has one: they stay two.
    const personId = await mergePeople(handles, merge).then(
      (linked) => linked.personId,
      () => undefined,
    )
    if (personId === undefined) continue
    const both = [persons[one], persons[other]]
    for (const [index, person] of persons.entries()) if (both.includes(person)) persons[index] = personId
  }
  for (const { atom, purpose, channel, state, at } of input.said)
    await sql`with queued as (insert into compliance_consent_copies (workspace_id, atoms) values (${workspaceId}, array[${atoms[atom]}]::bigint[]))
      insert into compliance_consents (workspace_id, atom, purpose, channel, state, at, recorded_at, made_by, source)
      values (${workspaceId}, ${atoms[atom]}, ${purpose}, ${channel}, ${state}, ${new Date(at * 1_000)}, ${new Date(0)}, 'test', 'test')`.execute(
      handles.db,
    )
  await settleCopies(handles, { withinMs: SETTLE_MS })
  return { workspaceId, atoms, persons }
}

function nameOf(kind: string, n: number): string {
  if (kind === 'phone') return `1380013800${n}`
  return kind === 'email' ? `p${n}@mail.example` : `p${n}`
}

type Pool = Awaited<ReturnType<typeof live>>

/** The people of a rule, asked both ways. */
async function found({ workspaceId, atoms, persons }: Pool, rule: unknown): Promise<number[]> {
  const { handles } = world
  const read: Rule = RuleShape.parse(rule)
  const question = { workspaceId, timeZone: 'UTC', asOf: Date.UTC(2026, 2, 1) }
  const all = await pageOfRule(handles, handles, { ...question, rule: read, after: 0, limit: 100 })
  const some = await evaluateRules(handles, handles, { ...question, people: { atoms, persons }, rules: new Map([['r', read]]) })
  expect([...(some.get('r')?.holds ?? [])].sort((a, b) => a - b)).toEqual(all)
  return all
}

const consentsOf: Readonly<Record<string, readonly ('wecom' | 'official_account' | 'mini_program' | 'sms' | 'phone' | 'email')[]>> = {
  wecom: ['wecom'],
  weixin: ['official_account', 'mini_program'],
  sms: ['sms'],
  phone: ['phone'],
  email: ['email'],
}
const kindsOf: Readonly<Record<string, string>> = {
  wecom: 'external_userid:ww1',
  weixin: 'openid:wx1',
  sms: 'phone',
  phone: 'phone',
  email: 'email',
}

test('whoever can be reached, and whoever agreed, whatever was merged and said', async () => {
  const MOST = 7
  const said = fc.record<Said>({
    atom: fc.nat(MOST - 1),
    purpose: fc.constantFrom('marketing', 'marketing', 'marketing', 'research'),
    channel: fc.constantFrom('all', 'sms', 'wecom', 'official_account', 'mini_program', 'phone', 'email'),
    state: fc.constantFrom('granted', 'withdrawn'),
    at: fc.integer({ min: 1, max: 4 }),
  })
  const pool = fc.record({
    kinds: fc.array(fc.constantFrom(...KINDS), { minLength: MOST, maxLength: MOST }),
    merges: fc.array(fc.tuple(fc.nat(MOST - 1), fc.nat(MOST - 1)), { maxLength: 4 }),
    said: fc.array(said, { maxLength: 12 }),
  })
  await fc.assert(
    fc.asyncProperty(pool, async (input) => {
      const people = await live(input)
      const everybody = [...new Set(people.persons)].sort((a, b) => a - b)
      const atomsOf = everybody.map((person) => people.atoms.filter((_, index) => people.persons[index] === person))
      const stateOf = (channel: 'all' | 'sms' | 'wecom' | 'official_account' | 'mini_program' | 'phone' | 'email', purpose = 'marketing') =>
        consentStates(world.handles.db, { workspaceId: people.workspaceId, atoms: atomsOf, purpose, channel })
      for (const [purpose, channel, state] of [
        ['marketing', 'sms', 'granted'],
        ['marketing', 'all', 'withdrawn'],
        ['research', 'sms', 'withdrawn'],
      ] as const) {
        const states = await stateOf(channel, purpose)
        expect(await found(people, { consent: { purpose, channel, state } })).toEqual(
          everybody.filter((_, index) => states[index] === state),
        )
      }
      for (const channel of REACHABLE) {
        const states = await Promise.all((consentsOf[channel] ?? []).map((consent) => stateOf(consent)))
        const has = (person: number) => people.persons.some((one, index) => one === person && input.kinds[index] === kindsOf[channel])
        const reached = everybody.filter((person, index) => has(person) && states.some((of) => of[index] !== 'withdrawn'))
        expect(await found(people, { reachable: { channel } })).toEqual(reached)
      }
      expect(
        await found(people, { not: { any: [{ reachable: { channel: 'sms' } }, { not: { reachable: { channel: 'sms' } } }] } }),
      ).toEqual([])
      expect(await found(people, { not: { event: { name: 'nobody did this' } } })).toEqual(everybody)
    }),
    { numRuns: 6 },
  )
})
