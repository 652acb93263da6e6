/** The ledger of consents over HTTP: what is kept, what holds, what a merge and an un-merge make of it. */
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type Caller, openTestServer, type TestServer } from '../../../platform/testing/http.ts'
import { walkPermissions } from '../../../platform/testing/permission-walk.ts'
import { openWorld, type World } from '../../../platform/testing/world.ts'
import { applyTraits, findOrMakeAtoms, identityErrors, linkRoutes, mergePeople } from '../../identity/index.ts'
import { unmergePerson } from '../../identity/links/contract.ts'
import { complianceErrors } from '../errors.ts'
import { type ConsentChannel, type ConsentState, personConsents, recordConsent } from './contract.ts'
import { CONSENT_WITHDRAWN, consentStates } from './ledger.ts'
import { consentRoutes } from './routes.ts'

let world: World
let server: TestServer
let workspace: { id: number; name: string; timeZone: string }
let owner: Caller

beforeAll(async () => {
  world = await openWorld()
  server = await openTestServer(world, [...consentRoutes(), ...linkRoutes()], { errorTables: [complianceErrors, identityErrors] })
  workspace = await world.newWorkspace()
  owner = await server.as('owner', { workspace })
})
afterEach(() => {
  world.business.setOffsetMs(0)
})
afterAll(() => server.close())

let people = 0

/** Somebody new: the number of an atom. */
async function somebody(): Promise<number> {
  const refs = [{ kind: 'user_id', value: `person-${++people}` }]
  const [atom = 0] = await findOrMakeAtoms(world.handles, { workspaceId: workspace.id, refs, seenAt: world.real.now() })
  return atom
}

const entry = (atom: number, more: object = {}) =>
  ({ personId: String(atom), purpose: 'marketing', channel: 'sms', state: 'granted', ...more }) as const

const consentsOf = (atom: number, by = owner) => by.call(personConsents, { params: { id: String(atom) } })

async function currentOf(atom: number): Promise<Record<string, ConsentState>> {
  const { current } = await consentsOf(atom)
  return Object.fromEntries(current.map(({ purpose, channel, state }) => [`${purpose} ${channel}`, state]))
}

const merge = (a: number, b: number) =>
  mergePeople(world.handles, { workspaceId: workspace.id, a, b, cause: 'request', by: 'test', evidence: 'test' })

describe('an entry', () => {
  test('is answered whole and stands in the ledger, newest first', async () => {
    const atom = await somebody()
    const proof = { text: '我同意接收营销短信', url: 'https://shop.example/join', form: 3, ip: '10.0.0.1' }
    const granted = await owner.call(recordConsent, { body: entry(atom, { proof }) })
    expect(granted).toEqual({
      id: expect.any(String),
      personId: String(atom),
      purpose: 'marketing',
      channel: 'sms',
      state: 'granted',
      at: expect.any(String),
      recordedAt: expect.any(String),
      by: 'test',
      source: 'api',
      proof,
      hasProof: true,
      guardian: null,
    })
    world.business.setOffsetMs(60_000)
    const withdrawn = await owner.call(recordConsent, { body: entry(atom, { state: 'withdrawn', source: '门店' }) })
    const news = await world.handles.db
      .selectFrom('platform_outbox')
      .select(['event_key', 'payload'])
      .where('name', '=', CONSENT_WITHDRAWN)
      .where('workspace_id', '=', workspace.id)
      .execute()
    const payload = { atom, purpose: 'marketing', channel: 'sms' }
    expect(news).toEqual([{ event_key: `${CONSENT_WITHDRAWN} ${withdrawn.id}`, payload }])
    expect(await consentsOf(atom)).toEqual({
      items: [withdrawn, granted],
      nextCursor: null,
      current: [
        {
          purpose: 'marketing',
          channel: 'sms',
          state: 'withdrawn',
          since: withdrawn.at,
          source: '门店',
          by: 'test',
          entryId: withdrawn.id,
          proof: null,
          hasProof: false,
          guardian: null,
        },
      ],
      guardianNeeded: false,
    })
    const [first, ...others] = await pages(atom)
    expect([first, ...others]).toEqual([withdrawn.id, granted.id])
  })

  test('keeps proof and guardian sealed, and shows them to whoever may read phone numbers', async () => {
    const atom = await somebody()
    const guardian = { name: '张建国', relation: '父亲', contact: '13812345678' }
    await owner.call(recordConsent, { body: entry(atom, { guardian, proof: { note: '电话 13812345678 确认' } }) })
    const rows = JSON.stringify(await world.handles.db.selectFrom('compliance_consents').selectAll().execute())
    for (const secret of ['13812345678', '张建国', '父亲', '确认']) expect(rows).not.toContain(secret)
    const clerk = await server.withPermissions(['consents.read'], { workspace })
    const [seen] = (await consentsOf(atom, clerk)).items
    expect(seen).toMatchObject({ proof: null, hasProof: true, guardian: { name: '张**', relation: '父亲', contact: '1381****5678' } })
    expect((await consentsOf(atom)).items[0]).toMatchObject({ guardian, proof: { note: '电话 13812345678 确认' } })
  })

  test('of the past counts from when it was said, and none is of the future', async () => {
    const atom = await somebody()
    await owner.call(recordConsent, { body: entry(atom, { state: 'withdrawn', at: '2026-01-02 09:00' }) })
    await owner.call(recordConsent, { body: entry(atom, { at: '2026-01-01' }) })
    expect(await currentOf(atom)).toEqual({ 'marketing sms': 'withdrawn' })
    expect((await consentsOf(atom)).items.map(({ at }) => at)).toEqual(['2026-01-02T01:00:00.000Z', '2025-12-31T16:00:00.000Z'])
    expect((await owner.reply(recordConsent, { body: entry(atom, { at: '2999-01-01' }) })).error?.details.field).toBe('at')
  })

  test.each([
    [{ purpose: 'astrology' }, 422, 'compliance.purpose_undeclared'],
    [{ proof: { text: '长'.repeat(6_000) } }, 422, 'compliance.proof_too_large'],
    [{ channel: 'pigeon' }, 400, 'platform.invalid'],
    [{ state: 'maybe' }, 400, 'platform.invalid'],
    [{ personId: '999999999' }, 404, 'platform.not_found'],
    [{ personId: 'x' }, 404, 'platform.not_found'],
    [{ at: 'soon' }, 400, 'platform.invalid'],
  ])('with %j is refused', async (wrong, status, code) => {
    const answer = await owner.reply(recordConsent, { body: { ...entry(await somebody()), ...wrong } })
    expect([answer.status, answer.error?.code]).toEqual([status, code])
  })
})

async function pages(atom: number): Promise<string[]> {
  const seen: string[] = []
  for (let cursor: string | undefined; ; ) {
    const page = await owner.call(personConsents, { params: { id: String(atom) }, query: { limit: 1, ...(cursor && { cursor }) } })
    seen.push(...page.items.map(({ id }) => id))
    if (page.nextCursor === null) return seen
    cursor = page.nextCursor
  }
}

describe('a child', () => {
  test('needs a guardian to agree, never to take back', async () => {
    const atom = await somebody()
    const traits = { op: 'set', values: { birthday: '2020-06-01' }, at: 0, source: 'server', step: 'x' } as const
    await applyTraits(world.handles.db, { changes: [{ workspaceId: workspace.id, atom, ...traits }], now: world.real.now() })
    expect((await consentsOf(atom)).guardianNeeded).toBe(true)
    const refused = await owner.reply(recordConsent, { body: entry(atom) })
    expect([refused.status, refused.error?.code]).toEqual([422, 'compliance.guardian_needed'])
    await owner.call(recordConsent, { body: entry(atom, { state: 'withdrawn' }) })
    await owner.call(recordConsent, { body: entry(atom, { guardian: { name: '张建国', relation: '父亲' } }) })
    expect((await consentsOf(atom)).current).toMatchObject([{ state: 'granted', guardian: { name: '张建国', relation: '父亲' } }])
    // Grown up by the business clock.
    world.business.setOffsetMs(15 * 366 * 86_400_000)
    await owner.call(recordConsent, { body: entry(atom) })
  })
})

describe('what holds', () => {
  test('of two entries of one moment is the withdrawal; an entry for all channels counts for each', async () => {
    const atom = await somebody()
    const at = '2026-02-01T00:00:00Z'
    await owner.call(recordConsent, { body: entry(atom, { at, state: 'withdrawn' }) })
    await owner.call(recordConsent, { body: entry(atom, { at }) })
    expect(await currentOf(atom)).toEqual({ 'marketing sms': 'withdrawn' })
    await owner.call(recordConsent, { body: entry(atom, { channel: 'all', at: '2026-02-02' }) })
    expect(await currentOf(atom)).toEqual({ 'marketing sms': 'granted', 'marketing all': 'granted' })
    await owner.call(recordConsent, { body: entry(atom, { channel: 'email', state: 'withdrawn', at: '2026-02-03' }) })
    expect(await currentOf(atom)).toEqual({ 'marketing sms': 'granted', 'marketing all': 'granted', 'marketing email': 'withdrawn' })
    await owner.call(recordConsent, { body: entry(atom, { purpose: 'personalisation', channel: 'all', state: 'withdrawn' }) })
    expect(await currentOf(atom)).toMatchObject({ 'personalisation all': 'withdrawn', 'marketing all': 'granted' })
  })

  test('follows a merge, and an un-merge takes every entry back to where it was', async () => {
    const [a, b] = [await somebody(), await somebody()]
    await owner.call(recordConsent, { body: entry(a, { at: '2026-01-01' }) })
    await owner.call(recordConsent, { body: entry(b, { at: '2026-01-02', state: 'withdrawn' }) })
    const { personId, mergeId } = await merge(a, b)
    expect(await currentOf(a)).toEqual({ 'marketing sms': 'withdrawn' })
    expect(await currentOf(b)).toEqual({ 'marketing sms': 'withdrawn' })
    // Said of the one who is no id of its own any more.
    const late = await owner.call(recordConsent, { body: entry(b, { at: '2026-01-03' }) })
    expect(late.personId).toBe(String(personId))
    expect(await currentOf(a)).toEqual({ 'marketing sms': 'granted' })
    await owner.call(unmergePerson, { params: { id: String(personId) }, body: { mergeId: String(mergeId) } })
    expect((await consentsOf(a)).items.map(({ state }) => state)).toEqual(['granted'])
    expect((await consentsOf(b)).items.map(({ state }) => state)).toEqual(['granted', 'withdrawn'])
  })

  test('is the same asked for many at once, one by one, and by a plain model', async () => {
    const CHANNELS: readonly ConsentChannel[] = ['sms', 'email', 'all']
    const anEntry = fc.record({
      who: fc.nat(5),
      channel: fc.constantFrom(...CHANNELS),
      state: fc.constantFrom<ConsentState>('granted', 'withdrawn'),
      day: fc.integer({ min: 1, max: 3 }),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(anEntry, { maxLength: 12 }), async (said) => {
        const atoms = await Promise.all(Array.from({ length: 6 }, somebody))
        for (const { who, channel, state, day } of said)
          await owner.call(recordConsent, { body: entry(atoms[who] ?? 0, { channel, state, at: `2026-01-0${day}` }) })
        const persons = [0, 2, 4].map((first) => atoms.slice(first, first + 2))
        for (const channel of CHANNELS) {
          const states = await consentStates(world.handles.db, {
            workspaceId: workspace.id,
            atoms: persons,
            purpose: 'marketing',
            channel,
          })
          const modelled = persons.map((_, place) => {
            const own = said.filter((one) => Math.floor(one.who / 2) === place && [channel, 'all'].includes(one.channel))
            const last = Math.max(...own.map(({ day }) => day))
            const deciding = own.filter(({ day }) => day === last)
            return own.length === 0 ? 'none' : deciding.some(({ state }) => state === 'withdrawn') ? 'withdrawn' : 'granted'
          })
          expect(states).toEqual(modelled)
        }
      }),
      { numRuns: 15, seed: 7 },
    )
    expect(await consentStates(world.handles.db, { workspaceId: workspace.id, atoms: [], purpose: 'marketing', channel: 'sms' })).toEqual(
      [],
    )
  })
})

test('everybody without the permission is refused', async () => {
  expect(await walkPermissions(world, server, consentRoutes())).toEqual([])
})
