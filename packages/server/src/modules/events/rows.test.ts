import { beforeAll, describe, expect, it } from 'vitest'
import { openWorld, type World } from '../../platform/testing/world.ts'
import { queryEvents, type RowsInput } from './rows.ts'
import { storeEvents, type TestEvent } from './testing.ts'

const NAMES = ['view', 'cart', 'buy']
const EVENTS = 23
/** Few different moments, so that pages end between events of one instant. */
const MOMENTS = 5

let world: World
let workspaceId: number
let events: TestEvent[]

beforeAll(async () => {
  world = await openWorld()
  workspaceId = (await world.newWorkspace()).id
  events = Array.from({ length: EVENTS }, (_, index) => ({
    name: NAMES[index % NAMES.length] ?? '',
    time: Date.UTC(2026, 2, 1) + (index % MOMENTS) * 1_000,
    atom: index % 4,
    properties: { index, nested: { deep: index % 2 } },
    context: { page: `/${index}` },
  }))
  await storeEvents(world.handles, { workspaceId, events })
})

async function everyPage(input: Partial<RowsInput>, limit: number) {
  const items = []
  let cursor: string | undefined
  do {
    const page = await queryEvents(world.handles, { workspaceId, withContext: false, limit, cursor, ...input })
    expect(page.items.length).toBeLessThanOrEqual(limit)
    items.push(...page.items)
    cursor = page.nextCursor ?? undefined
  } while (cursor)
  return items
}

describe('rows of events', () => {
  it.each([1, 7, 23, 100])('come newest first, each once, in pages of %i', async (limit) => {
    const rows = await everyPage({}, limit)
    expect(rows).toHaveLength(EVENTS)
    expect(new Set(rows.map(({ id }) => id)).size).toBe(EVENTS)
    const times = rows.map(({ time }) => time)
    expect(times).toEqual([...times].sort().reverse())
  })

  it('carry everything that was collected', async () => {
    const [row] = await everyPage({ where: [{ property: 'index', op: 'eq', value: 5 }], withContext: true }, 10)
    expect(row).toMatchObject({
      name: 'buy',
      type: 'track',
      time: '2026-03-01T00:00:00.000Z',
      personId: '1',
      amount: null,
      currency: '',
      properties: { index: 5, nested: { deep: 1 } },
      context: { page: '/5' },
      source: 'server',
    })
    const [nobody] = await everyPage({ where: [{ property: 'index', op: 'eq', value: 8 }] }, 10)
    expect(nobody).toMatchObject({ personId: null })
    expect(nobody).not.toHaveProperty('context')
  })

  it('are narrowed by names, people, time and nested properties', async () => {
    const expected = events.filter(({ name, atom, time, properties }) => {
      const deep = (properties?.nested as { deep: number } | undefined)?.deep
      return name !== 'cart' && (atom === 1 || atom === 3) && Number(time) >= Date.UTC(2026, 2, 1, 0, 0, 1) && deep === 1
    })
    const rows = await everyPage(
      {
        names: ['view', 'buy'],
        atoms: [1, 3],
        from: Date.UTC(2026, 2, 1, 0, 0, 1),
        where: [{ property: 'nested.deep', op: 'eq', value: 1 }],
      },
      3,
    )
    expect(rows.map(({ properties }) => properties.index).sort()).toEqual(expected.map(({ properties }) => properties?.index).sort())
    expect(rows.length).toBeGreaterThan(3)
  })

  it('refuse a cursor of another list', async () => {
    await expect(everyPage({ cursor: 'WzFd' }, 3)).rejects.toMatchObject({ code: 'platform.invalid' })
  })
})
