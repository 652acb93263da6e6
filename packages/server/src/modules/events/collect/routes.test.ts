import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestServer, type TestServer } from '../../../platform/testing/http.ts'
import { openWorld, type World } from '../../../platform/testing/world.ts'
import { findPersonByReference } from '../../identity/index.ts'
import { eventErrors } from '../errors.ts'
import { type Collector, openCollector } from './collector.ts'
import { listRejectedEvents, personTimeline } from './contract.ts'
import { KEPT_RAW_BYTES, keepRejected } from './rejects.ts'
import { collectRoutes } from './routes.ts'
import { eventOf } from './testing.ts'
import { lastEventTimes } from './timeline.ts'

const NOW = Date.UTC(2026, 10, 22)

let world: World
let server: TestServer
let collector: Collector
beforeAll(async () => {
  world = await openWorld()
  server = await openTestServer(world, collectRoutes(), { errorTables: [eventErrors] })
  collector = await openCollector(world.handles, { recentIds: 1_000 })
})
afterAll(async () => {
  await collector.close()
  await server.close()
})

const refusal = (code: string) => ({ code, message: `${code} 13800138000`, field: 'name' })

test('refused events are kept with their reason, newest first, without phone numbers and addresses', async () => {
  const workspace = await world.newWorkspace()
  const admin = await server.as('admin', { workspace })
  const keep = (receivedAt: number, source: string, ...raws: string[]) =>
    keepRejected(world.handles, {
      workspaceId: workspace.id,
      source,
      receivedAt,
      items: raws.map((raw, index) => ({ raw, refusal: refusal(`events.reason${index}`) })),
    })
  await Promise.all([
    keep(NOW, 'segment', '{"phone":"13800138000","note":"写信到 li@example.com"}', '第二条'),
    keep(NOW + 1, 'sensors', 'x\0\ud800y'),
  ])
  const { items } = await admin.call(listRejectedEvents)
  expect(items.map((item) => [item.source, item.code, item.receivedAt])).toEqual([
    ['sensors', 'events.reason0', '2026-11-22T00:00:00.001Z'],
    ['segment', expect.any(String), '2026-11-22T00:00:00.000Z'],
    ['segment', expect.any(String), '2026-11-22T00:00:00.000Z'],
  ])
  expect(items[0]).toMatchObject({ raw: 'x\ufffdy', field: 'name', message: 'events.reason0 138****8000' })
  const masked = items.find((item) => item.source === 'segment' && item.code === 'events.reason0')
  expect(masked?.raw).toBe('{"phone":"138****8000","note":"写信到 ***@example.com"}')
  expect((await admin.call(listRejectedEvents, { query: { code: 'events.reason1' } })).items).toHaveLength(1)
  expect((await admin.call(listRejectedEvents, { query: { source: 'sensors' } })).items).toHaveLength(1)
  expect((await admin.call(listRejectedEvents, { query: { to: '2026-11-22T00:00:00.001Z' } })).items).toHaveLength(2)
})

test('a long item is cut, and not in the middle of what must be masked', async () => {
  const workspace = await world.newWorkspace()
  const admin = await server.as('admin', { workspace })
  const shifts = Array.from({ length: 20 }, (_, shift) => '文'.repeat(shift))
  const raws = shifts.map((shift) => `${shift}${'138 0013 8000, '.repeat(KEPT_RAW_BYTES / 15)}`)
  const items = [...raws, '文'.repeat(KEPT_RAW_BYTES - 1)].map((raw) => ({ raw, refusal: refusal('x') }))
  await keepRejected(world.handles, { workspaceId: workspace.id, source: 'import', receivedAt: NOW, items })
  const kept = (await admin.call(listRejectedEvents)).items.map((item) => item.raw)
  expect(kept).toHaveLength(21)
  for (const raw of kept) {
    expect(Buffer.byteLength(raw)).toBeLessThanOrEqual(KEPT_RAW_BYTES)
    expect(raw).toMatch(/^(文*(138\*{4}8000,? ?)+[*\d]*|文+)$/)
    expect(raw).not.toContain('0013')
  }
})

test('the list of refused events goes page by page through equal times', async () => {
  const workspace = await world.newWorkspace()
  const admin = await server.as('admin', { workspace })
  const items = Array.from({ length: 25 }, (_, index) => ({ raw: `${index}`, refusal: refusal('x') }))
  await keepRejected(world.handles, { workspaceId: workspace.id, source: 'import', receivedAt: NOW, items })
  const seen: string[] = []
  let cursor: string | undefined
  do {
    const page = await admin.call(listRejectedEvents, { query: { limit: 10, ...(cursor !== undefined && { cursor }) } })
    seen.push(...page.items.map((item) => item.raw))
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  expect(seen.toSorted((a, b) => Number(a) - Number(b))).toEqual(items.map((item) => item.raw))
  expect((await server.stranger.reply(listRejectedEvents)).status).toBe(401)
})

test("a person's timeline holds their events only, newest first", async () => {
  const workspace = await world.newWorkspace()
  const admin = await server.as('admin', { workspace })
  const events = Array.from({ length: 6 }, (_, index) =>
    eventOf({
      messageId: `m${index}`,
      name: `step${index}`,
      timestamp: NOW - index * 60_000,
      identifiers: [{ kind: 'user_id', value: index % 2 === 0 ? 'even' : 'odd' }],
    }),
  )
  await collector.collect({ workspaceId: workspace.id, receivedAt: NOW, events })
  const atom = await findPersonByReference(world.handles, { workspaceId: workspace.id, reference: 'user_id:even', field: 'identifier' })
  const params = { id: String(atom) }
  const { items } = await admin.call(personTimeline, { params })
  expect(items.map((item) => [item.name, item.personId])).toEqual(['step0', 'step2', 'step4'].map((name) => [name, String(atom)]))
  const range = { from: '2026-11-21T23:57:00Z', to: '2026-11-22T00:00:00Z' }
  expect((await admin.call(personTimeline, { params, query: range })).items.map((item) => item.name)).toEqual(['step2'])
  expect((await admin.reply(personTimeline, { params: { id: '999999999' } })).status).toBe(404)
  expect(await lastEventTimes(world.handles, { workspaceId: workspace.id, atoms: [atom ?? 0, 999_999_999] })).toEqual(
    new Map([[atom, NOW]]),
  )
})
