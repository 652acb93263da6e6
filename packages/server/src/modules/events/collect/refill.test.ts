import { beforeAll, expect, test } from 'vitest'
import { openWorld, type World } from '../../../platform/testing/world.ts'
import { hashHigh, hashLow, messageHash } from './message-hash.ts'
import { openRecentIds } from './recent-ids.ts'
import { refillRecentIds } from './refill.ts'

const MINUTES = 40
const EVENTS_A_MINUTE = 50
/** More than all tests of one process store. */
const EVERYTHING = 5_000_000
/** Later than anything other tests store, so that these are the newest. */
const START = Date.UTC(2030, 0, 1)

let world: World
let workspaceId = 0
beforeAll(async () => {
  world = await openWorld()
  workspaceId = (await world.newWorkspace()).id
  const rows: string[] = []
  for (let minute = 0; minute < MINUTES; minute++)
    for (let index = 0; index < EVENTS_A_MINUTE; index++) {
      const receivedAt = START + minute * 60_000 + index
      // Two in a minute come from clients whose clock is half an hour ahead.
      const timestamp = index < 2 ? receivedAt + 1_800_000 : receivedAt - 500
      rows.push(`[${workspaceId},"${messageHash(workspaceId, `${minute} ${index}`)}",${receivedAt},${timestamp},{}]\n`)
    }
  const columns = ['workspace', 'message_hash', 'received', 'raw_time', 'properties']
  await world.handles.clickhouse.insert({ table: 'events_v1', columns, body: rows.join('') })
})

async function refilled(count: number) {
  const recent = openRecentIds({ capacity: Math.max(count, MINUTES * EVENTS_A_MINUTE) })
  await refillRecentIds(world.handles.clickhouse, recent, { count })
  const knows = (minute: number, index: number) => {
    const hash = messageHash(workspaceId, `${minute} ${index}`)
    return recent.has(hashHigh(hash), hashLow(hash))
  }
  return { recent, knows }
}

test('the newest events are remembered, older ones looked up, and those ahead of the floor kept', async () => {
  const { recent, knows } = await refilled(10 * EVENTS_A_MINUTE)
  const first = MINUTES - 10
  for (let minute = first; minute < MINUTES; minute++)
    for (let index = 0; index < EVENTS_A_MINUTE; index++) expect(knows(minute, index), `${minute} ${index}`).toBe(true)
  expect(knows(first - 1, 10)).toBe(false)
  expect(knows(first - 1, 0), 'its clock was ahead of the floor').toBe(true)
  expect(recent.mayBeForgotten(START + (first - 1) * 60_000 + 10)).toBe(true)
  expect(recent.mayBeForgotten(START + first * 60_000)).toBe(false)
})

test('when everything stored is remembered, nothing is looked up', async () => {
  const { recent, knows } = await refilled(EVERYTHING)
  expect(knows(0, 10)).toBe(true)
  expect(recent.mayBeForgotten(0)).toBe(false)
})
