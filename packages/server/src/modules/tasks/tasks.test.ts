/** Tasks over HTTP: lists by urgency, counts, taking, ending with a note, undoing, and who may not. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { inTransaction } from '../../platform/db/index.ts'
import { type Caller, openTestServer, type TestServer } from '../../platform/testing/http.ts'
import { walkPermissions } from '../../platform/testing/permission-walk.ts'
import { openWorld, type World } from '../../platform/testing/world.ts'
import { findOrMakeAtoms, mergePeople, personId } from '../identity/index.ts'
import { countTasks, dismissTask, finishTask, giveBackTask, listTasks, readTask, reopenTask, takeTask } from './contract.ts'
import { endTasks, type NewTask, openTasks, type TaskKind, taskErrors } from './index.ts'
import { tasksPersonData } from './person-data.ts'
import { taskRoutes } from './routes.ts'

const HOUR_MS = 3_600_000
const LOST = 'test.customer_lost'
const CALL = 'test.call_back'
const STAFF = { type: 'staff', corpId: 'wwtest', userId: 'zhang:san', name: '张三' } as const

const kinds: readonly TaskKind[] = [
  {
    kind: LOST,
    title: { zh: '挽回客户', en: 'Win back' },
    says: ({ staff }) => ({ zh: `${staff} 被删除，请回访`, en: `${staff} was deleted; call them` }),
  },
  { kind: CALL, title: { zh: '回电', en: 'Call back' }, says: () => ({ zh: '客户要求回电', en: 'They asked for a call' }) },
]

let world: World
let server: TestServer
let workspace: { id: number; name: string }
let owner: Caller & { accountId: number }

beforeAll(async () => {
  world = await openWorld()
  server = await openTestServer(world, taskRoutes(kinds), { errorTables: [taskErrors] })
})
afterAll(() => server.close())
beforeEach(async () => {
  workspace = await world.newWorkspace()
  owner = await server.signedIn('owner', { workspace })
})

const now = () => world.handles.clocks.business.now()
const open = (...tasks: NewTask[]) =>
  inTransaction(world.handles.db, (tx) => openTasks(tx, { workspaceId: workspace.id, at: new Date(now()), tasks }))
const end = (keys: string[], outcome: 'done' | 'dismissed' | 'overtaken' = 'overtaken') =>
  inTransaction(world.handles.db, (tx) => endTasks(tx, { workspaceId: workspace.id, kind: LOST, keys, outcome, at: new Date(now()) }))
const lost = (key: string, more: Partial<NewTask> = {}): NewTask => ({ kind: LOST, key, facts: { staff: '张三' }, ...more })
const keysOf = async (query: Parameters<typeof listed>[0] = {}) => (await listed(query)).map(({ id }) => id)
const listed = async (query: { state?: 'open' | 'ended'; assignee?: string; due?: 'overdue' | 'today'; kind?: string } = {}) =>
  (await owner.call(listTasks, { query })).items
const one = async () => (await listed())[0]?.id ?? ''
const historyOf = async (id: string) => (await owner.call(readTask, { params: { id } })).history.map(({ change }) => change)

describe('the list', () => {
  test('is by urgency, page after page, narrowed by kind, time and whose it is', async () => {
    await open(lost('late', { dueAt: now() - HOUR_MS }), lost('none'), lost('far', { dueAt: now() + 72 * HOUR_MS, assignee: STAFF }))
    await open({ kind: CALL, key: 'late', dueAt: now() - 2 * HOUR_MS, facts: {} })
    const all = await listed()
    expect(all.map(({ kind, dueAt, text }) => [kind, dueAt === null, text.zh])).toEqual([
      [CALL, false, '客户要求回电'],
      [LOST, false, '张三 被删除，请回访'],
      [LOST, false, '张三 被删除，请回访'],
      [LOST, true, '张三 被删除，请回访'],
    ])
    const pages: string[] = []
    for (let cursor: string | undefined; ; ) {
      const page = await owner.call(listTasks, { query: { limit: 1, ...(cursor && { cursor }) } })
      pages.push(...page.items.map(({ id }) => id))
      if (page.nextCursor === null) break
      cursor = page.nextCursor
    }
    expect(pages).toEqual(all.map(({ id }) => id))
    expect(await keysOf({ due: 'overdue' })).toEqual(pages.slice(0, 2))
    expect(await keysOf({ kind: CALL })).toEqual(pages.slice(0, 1))
    expect(await listed({ assignee: 'staff:wwtest:zhang:san' })).toMatchObject([{ id: pages[2], assignee: STAFF }])
    expect(await keysOf({ assignee: 'nobody' })).toEqual([pages[0], pages[1], pages[3]])
    expect(await owner.call(countTasks)).toEqual({
      open: 4,
      overdue: 2,
      mine: 0,
      kinds: [
        { kind: LOST, title: kinds[0]?.title, open: 3, overdue: 1 },
        { kind: CALL, title: kinds[1]?.title, open: 1, overdue: 1 },
      ],
    })
  })

  test('is of its workspace alone', async () => {
    await open(lost('a'))
    const id = await one()
    const elsewhere = await server.as('owner', { workspace: await world.newWorkspace() })
    expect((await elsewhere.call(listTasks)).items).toEqual([])
    expect((await elsewhere.reply(finishTask, { params: { id }, body: {} })).error?.code).toBe('tasks.unknown')
  })
})

describe('opening', () => {
  test('again does nothing while it is open, and makes a new one after it has ended', async () => {
    await open(lost('a'), lost('a', { facts: { staff: '李四' } }))
    await open(lost('a', { facts: { staff: '李四' } }), lost('b'))
    expect((await listed()).map(({ facts }) => facts)).toEqual([{ staff: '张三' }, { staff: '张三' }])
    await end(['a', 'nowhere'])
    await end(['a'])
    expect(await listed({ state: 'ended' })).toMatchObject([{ state: 'overtaken', endedBy: '', reopenUntil: null }])
    await open(lost('a', { facts: { staff: '李四' } }))
    expect((await listed()).map(({ facts }) => facts)).toEqual([{ staff: '张三' }, { staff: '李四' }])
  })
})

describe('a task', () => {
  test('is taken by one, given back, and taken by another', async () => {
    await open(lost('a', { assignee: STAFF }))
    const params = { id: await one() }
    await owner.call(takeTask, { params })
    expect((await owner.call(takeTask, { params })).assignee).toEqual({
      type: 'account',
      accountId: String(owner.accountId),
      name: 'owner',
    })
    expect(await keysOf({ assignee: 'mine' })).toEqual([params.id])
    expect((await owner.call(countTasks)).mine).toBe(1)
    const guide = await server.signedIn('guide', { workspace })
    const refused = await guide.reply(takeTask, { params })
    expect([refused.status, refused.error?.code]).toEqual([409, 'tasks.taken'])
    expect((await guide.call(giveBackTask, { params })).assignee).toEqual(STAFF)
    await guide.call(takeTask, { params })
    expect(await historyOf(params.id)).toEqual(['opened', 'taken', 'given_back', 'taken'])
    const key = await server.as('owner', { workspace })
    expect((await key.reply(takeTask, { params })).error?.code).toBe('tasks.needs_account')
  })

  test('ends with what came of it, and is opened again within a day', async () => {
    await open(lost('a'), lost('b'))
    const [a = '', b = ''] = await keysOf()
    const done = await owner.call(finishTask, { params: { id: a }, body: { note: ' 已加回 ' } })
    expect(done).toMatchObject({ state: 'done', note: '已加回', endedBy: 'owner', reopenUntil: expect.any(String) })
    const again = await owner.reply(dismissTask, { params: { id: a }, body: {} })
    expect([again.status, again.error?.code]).toEqual([409, 'tasks.ended'])
    await owner.call(dismissTask, { params: { id: b }, body: {} })
    expect(await keysOf({ state: 'ended' })).toEqual([b, a])
    expect(await owner.call(reopenTask, { params: { id: a } })).toMatchObject({ state: 'open', note: '', endedAt: null })
    await owner.call(reopenTask, { params: { id: a } })
    expect(await historyOf(a)).toEqual(['opened', 'done', 'reopened'])
    world.business.setOffsetMs(now() - world.real.now() + 25 * HOUR_MS)
    const late = await owner.reply(reopenTask, { params: { id: b } })
    world.business.setOffsetMs(0)
    expect([late.status, late.error?.code]).toEqual([409, 'tasks.not_reopened'])
  })

  test('is not opened again beside a newer one, nor when it was overtaken', async () => {
    await open(lost('a'))
    const id = await one()
    await owner.call(finishTask, { params: { id }, body: {} })
    await open(lost('a'))
    expect((await owner.reply(reopenTask, { params: { id } })).error?.code).toBe('tasks.not_reopened')
    expect(await historyOf(id)).toEqual(['opened', 'done'])
    const newer = await one()
    await end(['a'])
    expect((await owner.reply(reopenTask, { params: { id: newer } })).error?.code).toBe('tasks.not_reopened')
  })
})

describe('people', () => {
  test('a task is shown with the person its atom belongs to now, and goes with them', async () => {
    const workspaceId = workspace.id
    const refs = ['one', 'two'].map((value) => ({ kind: 'user_id', value }))
    const atoms = await findOrMakeAtoms(world.handles, { workspaceId, refs, seenAt: now() })
    const [a = 0, b = 0] = atoms
    await open(lost('a', { atom: a }), lost('b', { atom: b }), lost('c'))
    await mergePeople(world.handles, { workspaceId, a, b, cause: 'request', by: 'test', evidence: 'test' })
    const [first, second, third] = (await listed()).map(({ personId: id }) => id)
    expect([first, third]).toEqual([second, null])
    expect([personId(a), personId(b)]).toContain(first)
    const { signal } = new AbortController()
    const held = { workspaceId: workspace.id, atoms }
    const parts = new Map<string, number>()
    for await (const { part, rows } of tasksPersonData.exported(world.handles, { ...held, signal }))
      parts.set(part, (parts.get(part) ?? 0) + rows.length)
    expect(Object.fromEntries(parts)).toEqual({ tasks_changes: 2, tasks_tasks: 2 })
    expect(await tasksPersonData.count(world.handles, held)).toBe(4)
    expect(await tasksPersonData.erase(world.handles, { ...held, signal })).toEqual({ rows: 4, kept: 0 })
    expect(await tasksPersonData.count(world.handles, held)).toBe(0)
    expect((await listed()).map(({ personId: id }) => id)).toEqual([null])
  })
})

test('nobody gets through without permission', async () => {
  expect(await walkPermissions(world, server, taskRoutes(kinds))).toEqual([])
})
