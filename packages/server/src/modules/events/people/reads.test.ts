import { beforeAll, expect, test } from 'vitest'
import { openTestServer } from '../../../platform/testing/http.ts'
import { openWorld, type World } from '../../../platform/testing/world.ts'
import { mergePeople } from '../../identity/index.ts'
import { personTimeline } from '../collect/contract.ts'
import { collectRoutes } from '../collect/routes.ts'
import { lastEventTimes } from '../collect/timeline.ts'
import { countEvents, queryEvents } from '../contract.ts'
import { countEvents as countOf } from '../counts.ts'
import { eventErrors } from '../errors.ts'
import { eventRoutes } from '../routes.ts'
import { newPeople, storeEvents } from '../testing.ts'

const ids = (...atoms: number[]) => atoms.map(String)

let world: World
beforeAll(async () => {
  world = await openWorld()
})

test('reads about one person know of a merge at once, and pages stay in order', async () => {
  const workspace = await world.newWorkspace()
  const [x = 0, y = 0, z = 0] = await newPeople(world.handles, { workspaceId: workspace.id, count: 3 })
  const day = Date.UTC(2026, 2, 1)
  // Two of a moment, so that pages end between events of one instant.
  const events = [x, y, x, y, z, y, x, z].map((atom, index) => ({
    name: 'view',
    time: day + Math.floor(index / 3),
    atom,
    properties: { index },
  }))
  await storeEvents(world.handles, { workspaceId: workspace.id, events })
  await mergePeople(world.handles, { workspaceId: workspace.id, a: x, b: y, cause: 'request', by: 'test', evidence: 'test' })

  const reads = await openTestServer(world, [...eventRoutes(), ...collectRoutes()], { errorTables: [eventErrors] })
  const admin = await reads.as('admin', { workspace })
  for (const id of ids(x, y)) {
    expect(await admin.call(countEvents, { query: { name: 'view', personId: id } })).toEqual({ count: 6 })
    const seen = []
    let cursor: string | undefined
    do {
      const page = await admin.call(personTimeline, { params: { id }, query: { limit: 2, ...(cursor && { cursor }) } })
      seen.push(...page.items)
      cursor = page.nextCursor ?? undefined
    } while (cursor)
    expect(seen.map(({ properties }) => properties.index)).toEqual([6, 5, 3, 2, 1, 0])
    expect(new Set(seen.map(({ personId }) => personId)).size).toBe(1)
  }
  const rows = await admin.call(queryEvents, { body: { personIds: ids(y, z) } })
  expect(rows.items.map(({ personId }) => personId === String(z))).toEqual([true, false, false, true, false, false, false, false])
  await reads.close()
})

test('people of very many atoms are read as any other', async () => {
  const { id: workspaceId } = await world.newWorkspace()
  const atoms = Array.from({ length: 200_000 }, (_, index) => 500_000_000 + index * 3)
  const days = [atoms[0] ?? 0, atoms[150_000] ?? 0, (atoms[150_000] ?? 0) + 1]
  await storeEvents(world.handles, {
    workspaceId,
    events: days.map((atom, day) => ({ name: 'view', time: Date.UTC(2026, 2, 1 + day), atom, amount: '1.5' })),
  })
  expect(await countOf(world.handles, { workspaceId, atoms, sum: 'amount' })).toEqual({ count: 2, sum: 3 })
  expect(await lastEventTimes(world.handles, { workspaceId, atoms })).toEqual(
    new Map([
      [days[0], Date.UTC(2026, 2, 1)],
      [days[1], Date.UTC(2026, 2, 2)],
    ]),
  )
})
