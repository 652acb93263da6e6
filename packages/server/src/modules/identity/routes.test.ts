import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Caller, openTestServer, type TestServer } from '../../platform/testing/http.ts'
import { openWorld, type World } from '../../platform/testing/world.ts'
import { findOrMakeAtoms } from './atoms.ts'
import {
  declareIdentifierKind,
  editTraits,
  listIdentifierKinds,
  listPersons,
  listTraitRules,
  readPerson,
  setTraitRule,
  traitHistory,
} from './contract.ts'
import { identityErrors } from './errors.ts'
import { mergePeople } from './links/link.ts'
import { identityRoutes } from './routes.ts'
import { applyTraits } from './traits.ts'

const SEEN_AT = Date.UTC(2026, 10, 1)

let world: World
let server: TestServer
const lastEvents = new Map<number, number>()
const agreed = { purpose: 'marketing', channel: 'sms', state: 'granted' as const, at: new Date(SEEN_AT) }
const consents = new Map<number, typeof agreed>()
const consentsOf = async (_db: unknown, { atoms }: { atoms: readonly number[] }) => atoms.flatMap((atom) => consents.get(atom) ?? [])
beforeAll(async () => {
  world = await openWorld()
  server = await openTestServer(world, identityRoutes({ lastEventTimes: async () => lastEvents, consentsOf }), {
    errorTables: [identityErrors],
  })
})
afterAll(() => server.close())

async function newBrand() {
  const workspace = await world.newWorkspace()
  const make = (kind: string, ...values: string[]) =>
    findOrMakeAtoms(world.handles, { workspaceId: workspace.id, refs: values.map((value) => ({ kind, value })), seenAt: SEEN_AT })
  const admin = await server.as('admin', { workspace })
  const merge = (a: number, b: number) =>
    mergePeople(world.handles, { workspaceId: workspace.id, a, b, cause: 'request', by: 'Li Lei', evidence: 'test' })
  const set = (atom: number, values: Record<string, unknown>, at: number) =>
    applyTraits(world.handles.db, {
      changes: [{ workspaceId: workspace.id, atom, op: 'set', values, at, source: 'segment', step: 's' }],
      now: SEEN_AT,
    })
  return { workspace, make, admin, merge, set }
}
const idsOf = (answer: { items: { id: string }[] }) => answer.items.map((person) => person.id)

test('a person is found by each kind of identifier, in any spelling; nobody is an empty list', async () => {
  const { make, admin } = await newBrand()
  const [user] = await make('user_id', 'u:1')
  const [phone] = await make('phone', '13800138000')
  const [openid] = await make('openid:wx1', 'o2')
  const find = async (identifier: string) => idsOf(await admin.call(listPersons, { query: { identifier } }))
  expect(await find('user_id:u:1')).toEqual([String(user)])
  expect(await find('phone:+86 138-0013-8000')).toEqual([String(phone)])
  expect(await find('openid:wx1:o2')).toEqual([String(openid)])
  expect(await find('user_id:nobody')).toEqual([])
  expect(await find('openid:wx2:o2')).toEqual([])
})

test('a malformed identifier is 400 and names the field', async () => {
  const { admin } = await newBrand()
  const refused = async (identifier: string) => {
    const reply = await admin.reply(listPersons, { query: { identifier } })
    return [reply.status, reply.error?.code, reply.error?.details.field]
  }
  expect(await refused('42')).toEqual([400, 'identity.reference_malformed', 'identifier'])
  expect(await refused('shoe_size:42')).toEqual([400, 'identity.kind_undeclared', 'identifier'])
  expect(await refused('user_id: ')).toEqual([400, 'identity.value_empty', 'identifier'])
  expect(await refused('phone:none')).toEqual([400, 'identity.value_malformed', 'identifier'])
})

test('personal values are masked for those who may not read them', async () => {
  const { workspace, make, admin } = await newBrand()
  const [atom = 0] = await make('email', 'Li@Example.com')
  const operator = await server.withPermissions(['people.read'], { workspace })
  const shown = async (caller: Caller) => (await caller.call(readPerson, { params: { id: String(atom) } })).identifiers[0]?.value
  expect(await shown(admin)).toBe('li@example.com')
  expect(await shown(operator)).toBe('l***@example.com')
  expect((await server.stranger.reply(readPerson, { params: { id: String(atom) } })).status).toBe(401)
})

test('one person with traits and times; an unknown id is 404', async () => {
  const { workspace, make, admin } = await newBrand()
  const [atom = 0] = await make('user_id', 'u1')
  const change = { workspaceId: workspace.id, atom, op: 'set' as const, at: 1, source: 'test', step: 's' }
  await applyTraits(world.handles.db, { changes: [{ ...change, values: { name: '李雷', level: 3 } }], now: 1 })
  const since = new Date(SEEN_AT).toISOString()
  const person = {
    id: String(atom),
    identifiers: [{ kind: 'user_id', value: 'u1', verified: false, since }],
    identifiersTotal: 1,
    traits: { name: '李雷', level: 3 },
    tags: [],
    firstSeenAt: since,
    atoms: 1,
  }
  const from = { source: 'test', by: '', changedAt: new Date(1).toISOString(), rule: 'latest' }
  expect((await admin.call(listPersons, { query: { q: String(atom) } })).items).toEqual([{ ...person, lastSeenAt: since }])
  Object.assign(person, { traitSources: { name: from, level: from }, consent: [] })
  expect(await admin.call(readPerson, { params: { id: String(atom) } })).toEqual({ ...person, lastSeenAt: since })
  lastEvents.set(atom, SEEN_AT + 5_000)
  expect(await admin.call(readPerson, { params: { id: String(atom) } })).toMatchObject({ lastSeenAt: '2026-11-01T00:00:05.000Z' })
  const elsewhere = await newBrand()
  for (const [caller, id] of [
    [admin, '999999999'],
    [admin, 'x'],
    [admin, '0'],
    [elsewhere.admin, String(atom)],
  ] as const)
    expect((await caller.reply(readPerson, { params: { id } })).status).toBe(404)
})

test('the list goes from the newest to the oldest, page by page', async () => {
  const { make, admin } = await newBrand()
  const atoms = await make('user_id', ...Array.from({ length: 7 }, (_, index) => `u${index}`))
  const pages: string[][] = []
  let cursor: string | undefined
  do {
    const page = await admin.call(listPersons, { query: { limit: 3, ...(cursor !== undefined && { cursor }) } })
    pages.push(idsOf(page))
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  expect(pages.map((page) => page.length)).toEqual([3, 3, 1])
  expect(pages.flat()).toEqual(atoms.toSorted((a, b) => b - a).map(String))
  expect((await admin.reply(listPersons, { query: { cursor: 'x' } })).status).toBe(400)
})

test('searching finds ids, beginnings of identifiers, whole phone numbers and addresses, and names', async () => {
  const { workspace, make, admin } = await newBrand()
  const [a = 0, b = 0] = await make('user_id', 'anna', 'ann%_b')
  const [phone] = await make('phone', '13900139000')
  const [email] = await make('email', 'han@example.com')
  await applyTraits(world.handles.db, {
    changes: [{ workspaceId: workspace.id, atom: a, op: 'set', values: { name: 'Han Meimei' }, at: 1, source: 'test', step: 's' }],
    now: 1,
  })
  const search = async (q: string) => idsOf(await admin.call(listPersons, { query: { q } })).sort()
  expect(await search('ann')).toEqual([a, b].map(String).sort())
  expect(await search('user_id:anna')).toEqual([String(a)])
  expect(await search('ann%')).toEqual([String(b)])
  expect(await search('139 0013 9000')).toEqual([String(phone)])
  expect(await search('phone:13900139000')).toEqual([String(phone)])
  expect(await search('1390013')).toEqual([])
  expect(await search('HAN@example.com')).toEqual([String(email)])
  expect(await search('han m')).toEqual([String(a)])
  expect(await search(String(a))).toEqual([String(a)])
  expect(await search('  ')).toHaveLength(4)
})

test('a kind is refused until it is declared; declaring the same again changes nothing', async () => {
  const { make, admin } = await newBrand()
  await expect(make('crm_no', '7')).rejects.toMatchObject({ code: 'identity.kind_undeclared' })
  const body = { kind: 'crm_no', unique: true, single: true, mergePower: 'strong' as const, trust: 60 }
  const declared = { kind: 'crm_no', unique: true, single: true, mergePower: 90, trust: 60, personal: false, declared: true }
  expect(await admin.call(declareIdentifierKind, { body })).toEqual(declared)
  expect(await admin.call(declareIdentifierKind, { body })).toEqual(declared)
  expect(await make('crm_no', '7')).toHaveLength(1)
  const { items } = await admin.call(listIdentifierKinds)
  expect(items).toContainEqual(declared)
  expect(items).toContainEqual(expect.objectContaining({ kind: 'openid:<appid>', single: true, declared: false }))
  const refused = async (changed: Record<string, unknown>) => {
    const reply = await admin.reply(declareIdentifierKind, { body: { ...body, ...changed } })
    return [reply.status, reply.error?.code]
  }
  expect(await refused({ single: false })).toEqual([409, 'identity.kind_exists'])
  expect(await refused({ kind: 'phone' })).toEqual([409, 'identity.kind_exists'])
  expect(await refused({ kind: 'openid:wx9' })).toEqual([409, 'identity.kind_exists'])
  expect(await refused({ kind: 'Crm No' })).toEqual([400, 'platform.invalid'])
  expect(await refused({ trust: 101 })).toEqual([400, 'platform.invalid'])
})

test('an id that was merged away answers with the survivor; the latest event of any atom counts', async () => {
  const { make, merge, admin } = await newBrand()
  const [a = 0, b = 0] = await make('user_id', 'a', 'b')
  const { personId } = await merge(a, b)
  const [survivor, away] = personId === a ? [String(a), String(b)] : [String(b), String(a)]
  lastEvents.set(a, SEEN_AT + 1_000).set(b, SEEN_AT + 2_000)
  const person = await admin.call(readPerson, { params: { id: away } })
  expect(person).toMatchObject({
    id: survivor,
    mergedInto: survivor,
    atoms: 2,
    identifiersTotal: 2,
    lastSeenAt: '2026-11-01T00:00:02.000Z',
  })
  expect(await admin.call(readPerson, { params: { id: survivor } })).not.toHaveProperty('mergedInto')
  const asked = await admin.call(listPersons, { query: { ids: `${away},${survivor},999999999,x` } })
  expect([idsOf(asked), asked.mergedInto]).toEqual([[survivor], { [away]: survivor }])
  expect(idsOf(await admin.call(listPersons, { query: { q: away } }))).toEqual([survivor])
  const many = Array.from({ length: 101 }, (_, n) => n + 1).join(',')
  expect((await admin.reply(listPersons, { query: { ids: many } })).status).toBe(400)
})

test('the list takes filters from its address and refuses what they cannot be', async () => {
  const { make, merge, set, admin } = await newBrand()
  const [a = 0, b = 0, c = 0] = await make('user_id', 'a', 'b', 'c')
  const [phone = 0] = await make('phone', '13700137000')
  const { personId } = await merge(a, b)
  await set(c, { city: 'x:y' }, 1)
  const ids = async (query: Record<string, string>) => {
    const { body } = await admin.reply(listPersons, { query })
    return idsOf(body as { items: { id: string }[] })
  }
  expect(await ids({ kind: 'phone' })).toEqual([String(phone)])
  expect(await ids({ merged: 'true' })).toEqual([String(personId)])
  expect(await ids({ trait: 'city:x:y' })).toEqual([String(c)])
  expect(await ids({ seenFrom: '2026-11-01T08:00:00', seenTo: '2026-11-01T08:00:01', kind: 'phone' })).toEqual([String(phone)])
  expect(await ids({ seenFrom: '2026-11-02' })).toEqual([])
  for (const query of [{ trait: 'city' }, { merged: 'yes' }, { seenFrom: 'yesterday' }])
    expect((await admin.reply(listPersons, { query })).status).toBe(400)
})

test('a person edits traits; the history names them, and an event of later moves on', async () => {
  const { workspace, make, merge, set, admin } = await newBrand()
  const [a = 0, b = 0] = await make('user_id', 'a', 'b')
  await set(a, { city: '上海', level: 1 }, SEEN_AT)
  const ahead = world.business.now() + 3_600_000
  await set(b, { city: '杭州', note: '-' }, ahead)
  const { personId } = await merge(a, b)
  const id = String(personId)
  const body = { set: { city: '苏州', level: { now: 2 } }, unset: ['note'] }
  const edited = await admin.call(editTraits, { params: { id }, body })
  expect(edited.traits).toEqual({ city: '苏州', level: { now: 2 } })
  expect(edited.traitSources?.city).toMatchObject({ source: 'request', by: 'test', rule: 'latest' })
  const history = async (name: string, query = {}) => admin.call(traitHistory, { params: { id, name }, query })
  const { items } = await history('city')
  expect(items.map(({ value, source, by, atom }) => [value, source, by, atom])).toEqual([
    ['苏州', 'request', 'test', id],
    ['杭州', 'segment', '', String(b)],
    ['上海', 'segment', '', String(a)],
  ])
  expect((await history('note')).items.map(({ what }) => what)).toEqual(personId === b ? ['unset', 'set'] : ['set'])
  const first = await history('city', { limit: 2 })
  expect((await history('city', { limit: 2, cursor: first.nextCursor ?? '' })).items).toEqual(items.slice(2))
  expect((await admin.reply(traitHistory, { params: { id, name: 'city' }, query: { cursor: 'x' } })).status).toBe(400)
  await set(a, { city: '南京' }, ahead + 1)
  expect((await admin.call(readPerson, { params: { id } })).traits.city).toBe('南京')
  const reader = await server.withPermissions(['people.read'], { workspace })
  expect((await reader.reply(editTraits, { params: { id }, body })).status).toBe(403)
  for (const unknown of ['999999999', 'x']) {
    expect((await admin.reply(editTraits, { params: { id: unknown }, body })).status).toBe(404)
    expect((await admin.reply(traitHistory, { params: { id: unknown, name: 'city' } })).status).toBe(404)
  }
})

test('phone numbers and addresses are no traits; an edit names something and is bounded', async () => {
  const { make, admin } = await newBrand()
  const [atom = 0] = await make('user_id', 'a')
  const refused = async (body: unknown) => {
    const reply = await admin.reply(editTraits, { params: { id: String(atom) }, body })
    return [reply.status, reply.error?.code]
  }
  const identifier = [400, 'identity.trait_is_identifier']
  for (const name of ['phone', 'E-mail', 'mobile_phone', '手机号', 'userEmail'])
    expect(await refused({ set: { [name]: 'x' } })).toEqual(identifier)
  expect(await refused({ unset: ['phone'] })).toEqual(identifier)
  expect(await refused({ set: { note: '138-0013-8000' } })).toEqual(identifier)
  expect(await refused({ set: { note: 'li@example.com' } })).toEqual(identifier)
  expect(await refused({ set: { hotel: 'x', order_no: 13800138000 } })).toEqual([200, undefined])
  expect(await refused({ set: { note: 'x'.repeat(40_000) } })).toEqual([400, 'identity.trait_too_long'])
  expect(await refused({})).toEqual([400, 'platform.invalid'])
  expect(await refused({ set: { '': 1 } })).toEqual([400, 'platform.invalid'])
})

test('rules of traits are set, listed and taken back, and hold for what is read', async () => {
  const { workspace, make, merge, set, admin } = await newBrand()
  const [a = 0, b = 0] = await make('user_id', 'a', 'b')
  await set(a, { origin: 'poster' }, 1)
  await set(b, { origin: 'site' }, 2)
  const id = String((await merge(a, b)).personId)
  const origin = async () => (await admin.call(readPerson, { params: { id } })).traits.origin
  expect(await origin()).toBe('site')
  expect(await admin.call(setTraitRule, { params: { name: 'origin' }, body: { rule: 'first' } })).toEqual({ name: 'origin', rule: 'first' })
  expect(await origin()).toBe('poster')
  const rules = await admin.call(listTraitRules)
  expect(rules).toEqual({
    items: [{ name: 'origin', rule: 'first', changedAt: expect.any(String), by: 'test' }],
    trust: ['request', 'server', 'import'],
  })
  await admin.call(setTraitRule, { params: { name: 'origin' }, body: { rule: 'latest' } })
  expect([await origin(), (await admin.call(listTraitRules)).items]).toEqual(['site', []])
  expect((await admin.reply(setTraitRule, { params: { name: 'phone' }, body: { rule: 'first' } })).error?.code).toBe(
    'identity.trait_is_identifier',
  )
  expect((await admin.reply(setTraitRule, { params: { name: 'x' }, body: { rule: 'any' } })).status).toBe(400)
  const reader = await server.withPermissions(['people.read'], { workspace })
  expect((await reader.reply(setTraitRule, { params: { name: 'x' }, body: { rule: 'first' } })).status).toBe(403)
})

test('consents are shown with one person, to those who may see them', async () => {
  const { workspace, make, merge, admin } = await newBrand()
  const [a = 0, b = 0] = await make('user_id', 'a', 'b')
  const id = String((await merge(a, b)).personId)
  consents.set(a, agreed)
  const since = agreed.at.toISOString()
  expect((await admin.call(readPerson, { params: { id } })).consent).toEqual([
    { purpose: 'marketing', channel: 'sms', state: 'granted', since },
  ])
  const reader = await server.withPermissions(['people.read'], { workspace })
  expect(await reader.call(readPerson, { params: { id } })).not.toHaveProperty('consent')
})
