import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Caller, openTestServer, type TestServer } from '../../../platform/testing/http.ts'
import { openWorld, type World } from '../../../platform/testing/world.ts'
import { resolveAtoms } from '../atoms.ts'
import { declareIdentifierKind, listPersons, readPerson } from '../contract.ts'
import { identityErrors } from '../errors.ts'
import { identityRoutes } from '../routes.ts'
import { applyTraits } from '../traits.ts'
import {
  decideConflict,
  identityGraph,
  identityHistory,
  liftApart,
  linkIdentifier,
  listApart,
  listConflicts,
  listMerges,
  mergePersons,
  unbindIdentifier,
  unmergePerson,
} from './contract.ts'
import { linkRoutes } from './routes.ts'

const SEEN_AT = Date.UTC(2026, 10, 1)
const UNKNOWN = '999999999999'

let world: World
let server: TestServer
beforeAll(async () => {
  world = await openWorld()
  const bindings = [...identityRoutes({ lastEventTimes: async () => new Map() }), ...linkRoutes()]
  server = await openTestServer(world, bindings, { errorTables: [identityErrors] })
})
afterAll(() => server.close())

const refOf = (text: string) => ({ kind: text.slice(0, text.lastIndexOf(':')), value: text.slice(text.lastIndexOf(':') + 1) })

/** A workspace with an administrator, and what tests say about it in a word. */
async function newBrand() {
  const workspace = await world.newWorkspace()
  const admin = await server.as('admin', { workspace })
  let events = 0
  /** Identifiers that come together in an event, one a second: `user_id:1 phone:13800138000`, the strongest first. */
  const see = async (...all: string[]): Promise<void> => {
    const items = all.map((event) => ({
      workspaceId: workspace.id,
      refs: event.split(' ').map(refOf),
      seenAt: SEEN_AT + 1_000 * events++,
      source: 'segment',
      evidence: 'hash',
    }))
    for (const answer of await resolveAtoms(world.handles, items)) expect(answer).toBeTypeOf('number')
  }
  /** The id of the person with an identifier. */
  const idOf = async (identifier: string): Promise<string> =>
    (await admin.call(listPersons, { query: { identifier } })).items.map(({ id }) => id).join() || 'nobody'
  const link = (id: string, identifier: string) => admin.call(linkIdentifier, { params: { id }, body: refOf(identifier) })
  const identifiersOf = async (id: string) =>
    (await admin.call(readPerson, { params: { id } })).identifiers.map(({ kind, value }) => `${kind}:${value}`).sort()
  const mergesOf = async (id: string) => (await admin.call(listMerges, { params: { id } })).items
  const conflicts = async (state: 'open' | 'decided' = 'open') => (await admin.call(listConflicts, { query: { state } })).items
  return { workspace, admin, see, idOf, link, identifiersOf, mergesOf, conflicts }
}

async function refusal(caller: Caller, endpoint: Parameters<Caller['reply']>[0], input: Parameters<Caller['reply']>[1]) {
  const { status, error } = await caller.reply(endpoint, input)
  return [status, error?.code]
}

test('a new identifier becomes one of the person; the same again changes nothing', async () => {
  const { admin, see, idOf, link, identifiersOf } = await newBrand()
  await see('user_id:1')
  const id = await idOf('user_id:1')
  const linked = await link(id, 'phone:138 0013 8000')
  expect(linked).toEqual({ personId: id, merged: [], mergeId: expect.any(String) })
  expect(await identifiersOf(id)).toEqual(['phone:+8613800138000', 'user_id:1'])
  expect(await idOf('phone:13800138000')).toBe(id)
  expect(await link(id, 'phone:+86 13800138000')).toEqual({ personId: id, merged: [], mergeId: null })
  const bad = (identifier: string) => refusal(admin, linkIdentifier, { params: { id }, body: refOf(identifier) })
  expect(await bad('shoe_size:42')).toEqual([400, 'identity.kind_undeclared'])
  expect(await bad('phone:none')).toEqual([400, 'identity.value_malformed'])
  expect(await bad('user_id: ')).toEqual([400, 'identity.value_empty'])
  expect(await refusal(admin, linkIdentifier, { params: { id }, body: { kind: 'user_id', value: '1', force: true } })).toEqual([
    400,
    'platform.invalid',
  ])
})

test("another person's identifier makes the two one, and the id that ended answers with who goes on", async () => {
  const { admin, see, idOf, link, identifiersOf, mergesOf } = await newBrand()
  await see('user_id:1 anonymous_id:a', 'user_id:2')
  const [one, two] = [await idOf('user_id:1'), await idOf('user_id:2')]
  const linked = await link(one, 'user_id:2')
  expect(linked).toEqual({ personId: one, merged: [two], mergeId: expect.any(String) })
  expect(await admin.call(readPerson, { params: { id: two } })).toMatchObject({ id: one, mergedInto: one })
  expect(await admin.call(readPerson, { params: { id: one } })).not.toHaveProperty('mergedInto')
  expect(await identifiersOf(two)).toEqual(['anonymous_id:a', 'user_id:1', 'user_id:2'])
  expect(await idOf('user_id:2')).toBe(one)
  expect((await admin.call(listPersons)).items.map(({ id }) => id)).toEqual([one])
  const merges = await mergesOf(one)
  expect(merges[0]).toMatchObject({ mergeId: linked.mergeId, from: two, into: one, cause: 'request', kind: 'merged', source: 'api' })
  expect(merges[0]?.by).not.toBe('')
  expect(merges[0]?.at).toMatch(/\.\d{3}Z$/)
  expect(merges[1]).toMatchObject({ cause: 'event', kind: 'linked', source: 'segment', evidence: 'hash', by: '' })
  expect(new Set(merges[1]?.identifiers.map((one) => one?.value))).toEqual(new Set(['1', 'a']))
  expect(await mergesOf(two), 'also through the id that ended').toEqual(merges)
  expect(await link(two, 'email:one@example.com')).toMatchObject({ personId: one, merged: [] })
})

test('two people are merged by their ids, and refused where a link would be', async () => {
  const { admin, see, idOf, mergesOf, conflicts } = await newBrand()
  await see('user_id:1 unionid:x', 'phone:13800138000', 'user_id:2 unionid:y')
  const [one, two, three] = [await idOf('user_id:1'), await idOf('phone:13800138000'), await idOf('user_id:2')]
  const merge = (id: string, personId: string) => admin.reply(mergePersons, { params: { id }, body: { personId } })
  expect((await merge(one, two)).body).toEqual({ personId: one, merged: [two], mergeId: expect.any(String) })
  expect((await merge(two, one)).body).toEqual({ personId: one, merged: [], mergeId: null })
  expect((await mergesOf(one))[0]).toMatchObject({ from: two, into: one, cause: 'request', kind: 'merged' })
  expect(await merge(two, three)).toMatchObject({
    status: 409,
    error: { code: 'identity.conflict', details: { reason: 'single', kind: 'unionid' } },
  })
  expect(await conflicts()).toHaveLength(1)
  expect(await merge(one, UNKNOWN)).toMatchObject({ status: 404 })
})

test('a link that would give one person two values of a single kind is 409 and waits for a decision', async () => {
  const { admin, see, idOf, identifiersOf, conflicts } = await newBrand()
  await see('user_id:1 unionid:x', 'user_id:2 unionid:y')
  const id = await idOf('user_id:1')
  const reply = await admin.reply(linkIdentifier, { params: { id }, body: refOf('user_id:2') })
  expect([reply.status, reply.error?.code]).toEqual([409, 'identity.conflict'])
  expect(reply.error?.details).toMatchObject({ reason: 'single', kind: 'unionid' })
  expect(await identifiersOf(id)).toEqual(['unionid:x', 'user_id:1'])
  const [conflict, ...others] = await conflicts()
  expect(others).toEqual([])
  expect(conflict).toMatchObject({ state: 'open', kind: 'unionid', cause: 'request', source: 'api', decidedAt: null, decidedBy: null })
  expect(conflict?.persons).toEqual([
    { id, name: null, identifiers: 2, values: ['x'] },
    { id: await idOf('user_id:2'), name: null, identifiers: 2, values: ['y'] },
  ])
  await admin.reply(linkIdentifier, { params: { id }, body: refOf('user_id:2') })
  expect(await conflicts(), 'one row a pair').toHaveLength(1)
})

test('a value that several people may have is shown with each of them, once, and joins nobody', async () => {
  const { admin, see, idOf, link, identifiersOf } = await newBrand()
  await admin.call(declareIdentifierKind, { body: { kind: 'shop_no', unique: false } })
  await see('user_id:1 shop_no:s', 'user_id:2')
  const [one, two, shop] = [await idOf('user_id:1'), await idOf('user_id:2'), await idOf('shop_no:s')]
  expect(await link(two, 'shop_no:s')).toEqual({ personId: two, merged: [], mergeId: null })
  expect([await identifiersOf(one), await identifiersOf(two)]).toEqual([
    ['shop_no:s', 'user_id:1'],
    ['shop_no:s', 'user_id:2'],
  ])
  const { personId } = await link(shop, 'user_id:1')
  expect(await identifiersOf(personId)).toEqual(['shop_no:s', 'user_id:1'])
})

test('any merge of a chain is undone; identifiers and traits go back, and the next event with both ids changes nothing', async () => {
  const { workspace, admin, see, idOf, link, identifiersOf, mergesOf } = await newBrand()
  await see('user_id:a', 'user_id:b', 'user_id:c')
  const [a, b, c] = [await idOf('user_id:a'), await idOf('user_id:b'), await idOf('user_id:c')]
  const change = { workspaceId: workspace.id, op: 'set' as const, at: 1, source: 'test' }
  await applyTraits(world.handles.db, {
    changes: [
      { ...change, atom: Number(a), values: { city: '上海' }, step: '1' },
      { ...change, atom: Number(b), values: { level: 3 }, step: '2' },
    ],
    now: 1,
  })
  const traits = async (id: string) => (await admin.call(readPerson, { params: { id } })).traits
  const first = await link(a, 'user_id:b')
  await see('user_id:b user_id:c')
  expect(await traits(a)).toEqual({ city: '上海', level: 3 })
  const undone = await admin.call(unmergePerson, { params: { id: a }, body: { mergeId: first.mergeId ?? '' } })
  expect(undone).toEqual({ personId: a, separated: b, apartId: expect.any(String) })
  expect([await identifiersOf(a), await identifiersOf(b)]).toEqual([['user_id:a'], ['user_id:b', 'user_id:c']])
  expect([await traits(a), await traits(b)]).toEqual([{ city: '上海' }, { level: 3 }])
  expect(await admin.call(readPerson, { params: { id: c } })).toMatchObject({ id: b, mergedInto: b })
  expect((await mergesOf(a)).length + (await mergesOf(b)).length).toBe(1)
  await see('user_id:a user_id:b', 'user_id:a user_id:c')
  expect([await idOf('user_id:a'), await idOf('user_id:c')]).toEqual([a, b])
  const reply = await admin.reply(linkIdentifier, { params: { id: c }, body: refOf('user_id:a') })
  expect([reply.status, reply.error?.code, reply.error?.details.reason]).toEqual([409, 'identity.conflict', 'apart'])
  expect(await refusal(admin, unmergePerson, { params: { id: a }, body: { mergeId: first.mergeId } })).toEqual([
    404,
    'identity.merge_unknown',
  ])
})

test('a rule that keeps two apart is listed with both and lifted once; then they may be merged again', async () => {
  const { admin, see, idOf, link } = await newBrand()
  await see('user_id:a', 'user_id:b')
  const [a, b] = [await idOf('user_id:a'), await idOf('user_id:b')]
  const { mergeId } = await link(a, 'user_id:b')
  const { apartId } = await admin.call(unmergePerson, { params: { id: b }, body: { mergeId: mergeId ?? '' } })
  const apart = async (id: string) => (await admin.call(listApart, { params: { id } })).items
  expect(await apart(a)).toHaveLength(1)
  expect(await apart(b)).toMatchObject([{ id: apartId, cause: 'unmerge' }])
  expect(new Set((await apart(a))[0]?.persons)).toEqual(new Set([a, b]))
  expect(new Set((await apart(a))[0]?.identifiers.map((one) => one?.value))).toEqual(new Set(['a', 'b']))
  expect(await admin.call(liftApart, { params: { id: apartId } })).toEqual({ id: apartId })
  expect(await refusal(admin, liftApart, { params: { id: apartId } })).toEqual([404, 'platform.not_found'])
  expect(await apart(a)).toEqual([])
  await see('user_id:a user_id:b')
  expect(await idOf('user_id:b')).toBe(a)
})

test('an unbound identifier leaves the person, whose past stays; with it comes somebody new', async () => {
  const { admin, see, idOf, identifiersOf } = await newBrand()
  await see('user_id:1 phone:13800138000', 'user_id:2')
  const [one, two] = [await idOf('user_id:1'), await idOf('user_id:2')]
  const unbind = (id: string, kind: string, value: string) => ({ params: { id, kind, value } })
  expect(await refusal(admin, unbindIdentifier, unbind(two, 'phone', '13800138000'))).toEqual([404, 'platform.not_found'])
  expect(await refusal(admin, unbindIdentifier, unbind(one, 'phone', 'none'))).toEqual([400, 'identity.value_malformed'])
  expect(await admin.call(unbindIdentifier, unbind(one, 'phone', '138 0013 8000'))).toEqual({ personId: one })
  expect(await refusal(admin, unbindIdentifier, unbind(one, 'phone', '13800138000'))).toEqual([404, 'platform.not_found'])
  expect(await identifiersOf(one)).toEqual(['user_id:1'])
  expect(await idOf('phone:13800138000')).toBe('nobody')
  await see('phone:13800138000')
  expect([one, two, 'nobody']).not.toContain(await idOf('phone:13800138000'))
  await see('openid:wx1:a/b')
  const odd = await idOf('openid:wx1:a/b')
  expect(await admin.call(unbindIdentifier, unbind(odd, 'openid:wx1', 'a/b'))).toEqual({ personId: odd })
  expect(await identifiersOf(odd), 'a person without identifiers is still there').toEqual([])
})

test('a conflict is decided in one of three ways, once', async () => {
  const { admin, see, idOf, identifiersOf, conflicts } = await newBrand()
  await see('user_id:1 unionid:w1', 'user_id:2 unionid:w2', 'user_id:3 unionid:w3', 'user_id:4 unionid:w4', 'user_id:1 user_id:2')
  const decideNewest = async (decision: 'merge' | 'apart' | 'replace') => {
    const [open] = await conflicts()
    return admin.call(decideConflict, { params: { id: open?.id ?? '' }, body: { decision } })
  }
  const first = await idOf('user_id:1')
  const merged = await decideNewest('merge')
  expect(merged).toMatchObject({ state: 'merged', personId: first })
  expect(await identifiersOf(first)).toEqual(['unionid:w1', 'unionid:w2', 'user_id:1', 'user_id:2'])
  expect(await refusal(admin, decideConflict, { params: { id: merged.id }, body: { decision: 'apart' } })).toEqual([
    409,
    'identity.conflict_decided',
  ])
  await see('user_id:3 user_id:4')
  const third = await idOf('user_id:3')
  expect(await decideNewest('apart')).toMatchObject({ state: 'apart' })
  await see('user_id:3 user_id:4')
  expect(await conflicts()).toEqual([])
  expect(await idOf('user_id:4')).not.toBe(third)
  await see('user_id:5 member_no:m5', 'user_id:6 member_no:m6', 'user_id:5 user_id:6')
  expect(await decideNewest('replace')).toMatchObject({ state: 'replaced', personId: await idOf('user_id:5') })
  expect(await identifiersOf(await idOf('user_id:5')), 'the value seen last stays').toEqual(['member_no:m6', 'user_id:5', 'user_id:6'])
  expect(await conflicts()).toEqual([])
  const decided = await conflicts('decided')
  expect(decided.map(({ state }) => state)).toEqual(['replaced', 'apart', 'merged'])
  for (const one of decided) expect([one.decidedBy, one.decidedAt]).not.toContain(null)
})

test('the graph shows identifiers and what joined them, the history what was done, newest first', async () => {
  const { admin, see, idOf, link } = await newBrand()
  await see('user_id:1 anonymous_id:a', 'user_id:2 anonymous_id:a')
  const [one, two] = [await idOf('user_id:1'), await idOf('user_id:2')]
  const graph = (id: string) => admin.call(identityGraph, { params: { id } })
  const { nodes, edges, more } = await graph(one)
  expect(nodes.map(({ value }) => value).sort()).toEqual(['1', '2', 'a'])
  expect(edges.map(({ what, reason }) => [what, reason])).toEqual([
    ['linked', null],
    ['met', 'several_people'],
  ])
  expect(more).toBe(false)
  const { mergeId, personId } = await link(two, 'user_id:1')
  expect((await graph(two)).edges.find((edge) => edge.mergeId === mergeId)).toMatchObject({ what: 'merged', cause: 'request' })
  await admin.call(unbindIdentifier, { params: { id: personId, kind: 'anonymous_id', value: 'a' } })
  expect((await graph(personId)).nodes.filter(({ kind }) => kind === null)).toHaveLength(1)
  const { apartId } = await admin.call(unmergePerson, { params: { id: personId }, body: { mergeId: mergeId ?? '' } })
  await admin.call(liftApart, { params: { id: apartId } })
  const history = await admin.call(identityHistory, { params: { id: one } })
  const what = history.items.map((step) => step.what)
  expect(what[0]).toBe('lifted')
  expect(what).toEqual(expect.arrayContaining(['linked', 'not_merged', 'merged', 'unbound', 'unmerged', 'kept_apart']))
  expect(history.items.find((step) => step.what === 'merged')).toMatchObject({ id: mergeId, cause: 'request' })
  expect(history.items.map(({ at }) => at)).toEqual(
    history.items
      .map(({ at }) => at)
      .sort()
      .reverse(),
  )
})

test('lists go page by page', async () => {
  const { admin, see, idOf } = await newBrand()
  await see('user_id:1 phone:13800138000 email:a@example.com anonymous_id:a device_id:d')
  const id = await idOf('user_id:1')
  const seen: string[] = []
  let cursor: string | undefined
  do {
    const page = await admin.call(listMerges, { params: { id }, query: { limit: 3, ...(cursor !== undefined && { cursor }) } })
    seen.push(...page.items.map(({ mergeId }) => mergeId))
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  expect(seen).toEqual((await admin.call(listMerges, { params: { id } })).items.map(({ mergeId }) => mergeId))
  expect(seen).toHaveLength(4)
  expect((await admin.reply(listMerges, { params: { id }, query: { cursor: 'x' } })).status).toBe(400)
  await see('user_id:2 unionid:2', 'user_id:3 unionid:3', 'user_id:2 user_id:3')
  const open = await admin.call(listConflicts, { query: { personId: await idOf('user_id:2') } })
  expect([open.items.length, open.open]).toEqual([1, 1])
  expect(await admin.call(listConflicts, { query: { personId: id } })).toMatchObject({ items: [], open: 1 })
})

test('who may only read changes nothing; personal values are masked for those who may not read them', async () => {
  const { workspace, admin, see, idOf, link } = await newBrand()
  await see('user_id:1 phone:13800138000', 'user_id:2 unionid:2', 'user_id:1 unionid:1', 'user_id:1 user_id:2')
  const id = await idOf('user_id:1')
  const reader = await server.withPermissions(['people.read'], { workspace })
  const writes = [
    [linkIdentifier, { params: { id }, body: refOf('user_id:9') }],
    [unbindIdentifier, { params: { id, kind: 'user_id', value: '1' } }],
    [unmergePerson, { params: { id }, body: { mergeId: '1' } }],
    [liftApart, { params: { id: '1' } }],
    [decideConflict, { params: { id: '1' }, body: { decision: 'merge' } }],
  ] as const
  for (const [endpoint, input] of writes) {
    expect(await refusal(reader, endpoint, input), endpoint.name).toEqual([403, 'platform.forbidden'])
    expect(await refusal(server.stranger, endpoint, input), endpoint.name).toEqual([401, 'platform.unauthenticated'])
  }
  const reads = [
    [listMerges, { params: { id } }],
    [listApart, { params: { id } }],
    [identityGraph, { params: { id } }],
    [identityHistory, { params: { id } }],
    [listConflicts, {}],
  ] as const
  const nobody = await server.withPermissions(['events.read'], { workspace })
  await link(id, 'phone:13900139000')
  for (const [endpoint, input] of reads) {
    expect(await refusal(nobody, endpoint, input), endpoint.name).toEqual([403, 'platform.forbidden'])
    const [masked, clear] = [await reader.reply(endpoint, input), await admin.reply(endpoint, input)]
    expect([masked.status, clear.status], endpoint.name).toEqual([200, 200])
    expect(masked.text, endpoint.name).not.toMatch(/138001|139001/)
  }
  expect((await admin.reply(listMerges, { params: { id } })).text).toContain('+8613800138000')
  expect(JSON.stringify(server.audited), 'the audit').not.toMatch(/1380013|1390013/)
})

test('ids that nobody has, or only another workspace, are 404', async () => {
  const [here, there] = [await newBrand(), await newBrand()]
  await there.see('user_id:1 unionid:1', 'user_id:2 unionid:2', 'user_id:1 user_id:2', 'user_id:3', 'user_id:4')
  await here.see('user_id:1')
  const own = await here.idOf('user_id:1')
  const theirs = await there.idOf('user_id:1')
  const [three, four] = [await there.idOf('user_id:3'), await there.idOf('user_id:4')]
  const first = await there.link(three, 'user_id:4')
  const { apartId } = await there.admin.call(unmergePerson, { params: { id: four }, body: { mergeId: first.mergeId ?? '' } })
  const [conflict] = await there.conflicts()
  const [merge] = await there.mergesOf(theirs)
  for (const id of [theirs, UNKNOWN, '0', 'x']) {
    for (const endpoint of [listMerges, listApart, identityGraph, identityHistory])
      expect(await refusal(here.admin, endpoint, { params: { id } }), endpoint.name).toEqual([404, 'platform.not_found'])
    expect(await refusal(here.admin, linkIdentifier, { params: { id }, body: refOf('user_id:7') })).toEqual([404, 'platform.not_found'])
    expect(await refusal(here.admin, unmergePerson, { params: { id }, body: { mergeId: merge?.mergeId } })).toEqual([
      404,
      'platform.not_found',
    ])
    expect(await refusal(here.admin, unbindIdentifier, { params: { id, kind: 'user_id', value: '1' } })).toEqual([
      404,
      'platform.not_found',
    ])
    expect(await refusal(here.admin, listConflicts, { query: { personId: id } })).toEqual([404, 'platform.not_found'])
  }
  expect(await here.idOf('user_id:7'), 'a link that is refused leaves nothing behind').toBe('nobody')
  for (const id of [apartId, UNKNOWN, '0', 'x'])
    expect(await refusal(here.admin, liftApart, { params: { id } })).toEqual([404, 'platform.not_found'])
  for (const id of [conflict?.id ?? '', UNKNOWN, '0', 'x'])
    expect(await refusal(here.admin, decideConflict, { params: { id }, body: { decision: 'merge' } })).toEqual([404, 'platform.not_found'])
  for (const mergeId of [merge?.mergeId, UNKNOWN, 'x'])
    expect((await here.admin.reply(unmergePerson, { params: { id: own }, body: { mergeId } })).status).toBe(404)
  expect((await there.admin.reply(unmergePerson, { params: { id: three }, body: { mergeId: merge?.mergeId } })).error?.code).toBe(
    'identity.merge_unknown',
  )
  expect(await there.conflicts()).toHaveLength(1)
  expect((await there.admin.call(listApart, { params: { id: three } })).items).toHaveLength(1)
})
