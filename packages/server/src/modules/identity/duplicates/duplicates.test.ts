import { afterAll, beforeAll, expect, test } from 'vitest'
import type { QueryInputOf } from '../../../platform/contract.ts'
import { findJob } from '../../../platform/jobs/index.ts'
import { startJobRunner } from '../../../platform/jobs/runner.ts'
import { openTestServer, type TestServer } from '../../../platform/testing/http.ts'
import { openWorld, type World } from '../../../platform/testing/world.ts'
import { findOrMakeAtoms } from '../atoms.ts'
import { eraseAtoms } from '../erase.ts'
import { identityErrors } from '../errors.ts'
import { liftApart, listMerges, unmergePerson } from '../links/contract.ts'
import { mergePeople } from '../links/link.ts'
import { linkRoutes } from '../links/routes.ts'
import { applyTraits } from '../traits.ts'
import { decideDuplicate, listDuplicates, searchDuplicates } from './contract.ts'
import { findDuplicatesJob } from './job.ts'
import { duplicateRoutes } from './routes.ts'

let world: World
let server: TestServer
beforeAll(async () => {
  world = await openWorld()
  server = await openTestServer(world, [...duplicateRoutes(), ...linkRoutes()], { errorTables: [identityErrors] })
})
afterAll(() => server.close())

async function drain(): Promise<void> {
  const jobs = startJobRunner(world.handles, [findDuplicatesJob()])
  await jobs.drain()
  await jobs.stop()
}

async function newBrand() {
  const workspace = await world.newWorkspace()
  const workspaceId = workspace.id
  const admin = await server.as('admin', { workspace })
  let count = 0
  /** Makes a person by a phone number and with traits; answers the atom. */
  const person = async (phone: string, traits: Record<string, unknown>): Promise<number> => {
    const seenAt = world.business.now()
    const [atom = 0] = await findOrMakeAtoms(world.handles, { workspaceId, refs: [{ kind: 'phone', value: phone }], seenAt })
    const change = { workspaceId, atom, op: 'set' as const, values: traits, at: ++count, source: 'test', step: `s${count}` }
    await applyTraits(world.handles.db, { changes: [change], now: world.real.now() })
    return atom
  }
  const crowd = async () => {
    for (const [index, name] of ['张飞燕', '刘小备', '关云长', '赵子龙', '黄汉升', '马孟起', '诸葛孔明', '周公瑾'].entries())
      await person(`1520${index}7${index}9${index}3${index}`, { name, birthday: `196${index}-0${index + 1}-1${index}`, city: `城${index}` })
  }
  const search = async () => {
    const { jobId } = await admin.call(searchDuplicates)
    await drain()
    return findJob(world.handles.db, { workspaceId, jobId })
  }
  const list = (query: QueryInputOf<typeof listDuplicates> = {}) => admin.call(listDuplicates, { query })
  const decide = (id: string, decision: 'same' | 'different') => admin.call(decideDuplicate, { params: { id }, body: { decision } })
  const merge = (a: number, b: number) => mergePeople(world.handles, { workspaceId, a, b, cause: 'request', by: 'test', evidence: 'x' })
  return { workspace, workspaceId, admin, person, crowd, search, list, decide, merge }
}

const hanMeimei = { name: '韩梅梅', birthday: '1992-03-04', address: '上海市浦东新区世纪大道100号' }

test('a search finds people with one digit off, says why in both languages, and shows no number in clear', async () => {
  const { admin, workspace, person, crowd, search, list } = await newBrand()
  await crowd()
  const a = await person('13712345678', hanMeimei)
  const b = await person('13712345679', { ...hanMeimei, birthday: '1992-04-03', member_card: '6600123456' })
  expect(await list()).toEqual({ items: [], nextCursor: null, open: 0, lastSearch: null })
  const job = await search()
  expect(job).toMatchObject({ status: 'done', progress: { done: 10, total: 10, unit: 'people' }, result: { people: 10, pairs: 1 } })
  const answer = await list()
  expect(answer).toMatchObject({ open: 1, nextCursor: null, lastSearch: { jobId: job?.id, people: 10, pairs: 1 } })
  const [one] = answer.items
  expect(one).toMatchObject({ state: 'open', decidedAt: null, decidedBy: null })
  expect(one?.score).toBeGreaterThan(0.99)
  expect(one?.persons).toEqual([
    { id: String(a), name: '韩梅梅', traits: hanMeimei, identifiers: 1 },
    { id: String(b), name: '韩梅梅', traits: { ...hanMeimei, birthday: '1992-04-03' }, identifiers: 1 },
  ])
  const reasons = new Map(one?.reasons.map((reason) => [reason.field, reason]))
  expect(reasons.get('phone')).toMatchObject({ level: 'near', words: '手机号只差一位', values: ['+86137****5678', '+86137****5679'] })
  expect(reasons.get('birthday')).toMatchObject({ level: 'near', values: ['1992-03-04', '1992-04-03'] })
  const english = await admin.reply(listDuplicates, { headers: { 'accept-language': 'en' } })
  expect(english.text).toContain('phone number differs in one digit')
  expect(english.text).not.toMatch(/1371234567|6600123456/)
  const stored = await world.handles.db.selectFrom('identity_duplicates').selectAll().where('workspace_id', '=', workspace.id).execute()
  expect(JSON.stringify(stored)).not.toMatch(/1371234567|梅|1992|世纪/)
})

test('“same” merges and can be undone, after which they are not suggested until that is lifted', async () => {
  const { admin, person, crowd, search, list, decide } = await newBrand()
  await crowd()
  const a = await person('13712345678', hanMeimei)
  const b = await person('13712345679', hanMeimei)
  await search()
  const [open] = (await list()).items
  const decided = await decide(open?.id ?? '', 'same')
  expect([String(a), String(b)]).toContain(decided.personId)
  expect(await list()).toMatchObject({ items: [], open: 0 })
  const past = await list({ state: 'decided' })
  expect(past.items).toMatchObject([{ id: open?.id, state: 'same', persons: [{ id: decided.personId }, { id: decided.personId }] }])
  expect(past.items[0]?.decidedBy).not.toBeNull()
  const again = await admin.reply(decideDuplicate, { params: { id: open?.id ?? '' }, body: { decision: 'different' } })
  expect([again.status, again.error?.code]).toEqual([409, 'identity.duplicate_decided'])
  const [merge] = (await admin.call(listMerges, { params: { id: decided.personId } })).items
  expect(merge).toMatchObject({ cause: 'suggestion', evidence: open?.id })
  const undone = await admin.call(unmergePerson, { params: { id: decided.personId }, body: { mergeId: merge?.mergeId ?? '' } })
  await search()
  expect(await list()).toMatchObject({ items: [], open: 0, lastSearch: { pairs: 0 } })
  await admin.call(liftApart, { params: { id: undone.apartId } })
  await search()
  expect((await list()).items).toMatchObject([{ id: open?.id, state: 'open', decidedAt: null }])
})

test('“different” is remembered, also when one of the two is somebody bigger by then', async () => {
  const { person, crowd, search, list, decide, merge } = await newBrand()
  await crowd()
  const a = await person('13712345678', hanMeimei)
  await person('13712345679', hanMeimei)
  const third = await person('18600001111', { nickname: '小马' })
  await search()
  const [open] = (await list()).items
  expect(await decide(open?.id ?? '', 'different')).toEqual({ id: open?.id, state: 'different', personId: String(a) })
  await merge(third, a)
  await search()
  expect(await list()).toMatchObject({ items: [], open: 0 })
  expect((await list({ state: 'decided' })).items).toHaveLength(1)
})

test('merges settle suggestions while they are read; of two about the same people one is left', async () => {
  const { person, crowd, search, list, merge } = await newBrand()
  await crowd()
  const [a, b, c] = [await person('13712345678', hanMeimei), await person('13712345679', hanMeimei), await person('13712345670', hanMeimei)]
  await search()
  expect(await list()).toMatchObject({ open: 3 })
  expect((await list({ personId: String(c) })).items).toHaveLength(2)
  await merge(a, b)
  expect(await list()).toMatchObject({ open: 1, items: [{ state: 'open' }] })
  expect((await list({ personId: String(b) })).items).toHaveLength(1)
  expect((await list({ personId: '999999999999' })).items).toEqual([])
  await merge(a, c)
  expect(await list()).toMatchObject({ open: 0, items: [] })
})

test('a merge that is refused leaves the suggestion open and says why', async () => {
  const { workspaceId, admin, person, crowd, search, list, merge } = await newBrand()
  await crowd()
  const a = await person('13712345678', hanMeimei)
  const b = await person('13712345679', hanMeimei)
  const seenAt = world.business.now()
  const refs = ['1', '2'].map((value) => ({ kind: 'unionid', value }))
  const [one = 0, two = 0] = await findOrMakeAtoms(world.handles, { workspaceId, refs, seenAt })
  await merge(a, one)
  await merge(b, two)
  await search()
  const [open] = (await list()).items
  const refused = await admin.reply(decideDuplicate, { params: { id: open?.id ?? '' }, body: { decision: 'same' } })
  expect([refused.status, refused.error?.code]).toEqual([409, 'identity.conflict'])
  expect((await list()).items).toMatchObject([{ id: open?.id, state: 'open', decidedAt: null }])
})

test('pages hold every suggestion once, the likeliest first; a later search drops what it does not find again', async () => {
  const { workspaceId, person, crowd, search, list } = await newBrand()
  await crowd()
  const names = ['韩梅梅', '欧阳锋利', '司马相如', '令狐冲天', '慕容复生']
  const atoms: number[] = []
  for (const [index, name] of names.entries())
    for (const end of [1, 2]) {
      const traits = { name, birthday: `199${index}-03-04`, ...(index % 2 === 0 && { city: `上海${index}` }) }
      atoms.push(await person(`1371234${index}6${index}${end}`, traits))
    }
  await search()
  const pages = []
  let cursor: string | undefined
  do {
    const page = await list({ limit: 2, ...(cursor !== undefined && { cursor }) })
    pages.push(page.items)
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  expect(pages.map(({ length }) => length)).toEqual([2, 2, 1])
  const scores = pages.flat().map(({ score }) => score)
  expect(scores).toEqual(scores.toSorted((one, other) => other - one))
  expect(new Set(pages.flat().map(({ id }) => id)).size).toBe(5)
  await eraseAtoms(world.handles, { workspaceId, atoms: atoms.slice(0, 1), signal: new AbortController().signal })
  expect(await list()).toMatchObject({ open: 4 })
  await search()
  expect(await list()).toMatchObject({ open: 4, lastSearch: { pairs: 4 } })
})

test('a search that is stopped keeps nothing and can begin again', async () => {
  const { workspaceId, admin, person, crowd, list } = await newBrand()
  await crowd()
  await person('13712345678', hanMeimei)
  await person('13712345679', hanMeimei)
  const { jobId } = await admin.call(searchDuplicates)
  const stopping = new AbortController()
  const report = ({ done }: { done: number }) => (done > 0 ? stopping.abort() : undefined)
  const run = { handles: world.handles, jobId, workspaceId, payload: {}, signal: stopping.signal, report }
  await expect(findDuplicatesJob().run(run)).rejects.toThrow()
  expect(await list()).toMatchObject({ open: 0, lastSearch: null })
  await drain()
  expect(await list()).toMatchObject({ open: 1, lastSearch: { jobId, people: 10, pairs: 1 } })
})

test('one search at a time; reading and writing need their permissions', async () => {
  const { workspace, admin } = await newBrand()
  const first = await admin.call(searchDuplicates)
  expect(await admin.call(searchDuplicates)).toEqual(first)
  await drain()
  expect(await admin.call(searchDuplicates)).not.toEqual(first)
  await drain()
  const reader = await server.withPermissions(['people.read'], { workspace })
  expect((await reader.reply(listDuplicates)).status).toBe(200)
  expect((await reader.reply(searchDuplicates)).status).toBe(403)
  expect((await reader.reply(decideDuplicate, { params: { id: '1' }, body: { decision: 'same' } })).status).toBe(403)
  for (const id of ['999999999999', 'x', '0'])
    expect((await admin.reply(decideDuplicate, { params: { id }, body: { decision: 'same' } })).status).toBe(404)
  expect((await admin.reply(listDuplicates, { query: { cursor: 'x' } })).status).toBe(400)
})
