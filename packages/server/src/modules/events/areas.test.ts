/** Every name has one area, and the store is asked for the same events as the table says. */
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { openWorld, type World } from '../../platform/testing/world.ts'
import { AREAS, areaOf, areaWords, namesOfArea } from './areas.ts'
import { queryEvents } from './rows.ts'
import { NAMED_AREAS, standardEvents } from './standard-events.ts'
import { storeEvents } from './testing.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})

describe('areas', () => {
  it.each([
    ['view', 'visit'],
    ['buy', 'order'],
    ['order_shipped_late', 'order'],
    ['content_viewed', 'content'],
    ['group_joined', 'group'],
    ['$group', 'identity'],
    ['campaign_joined', 'campaign'],
    ['message_opened', 'channel'],
    ['Email Opened', 'channel'],
    ['ticket_created', 'service'],
    ['points_earned', 'member'],
    ['$SignUp', 'identity'],
    ['$UnbindID', 'identity'],
    ['orders', 'other'],
    ['缺货登记', 'other'],
  ] as const)('%s is of %s', (name, area) => {
    expect(areaOf(name)).toBe(area)
  })

  it('name each standard event once and have words in both languages', () => {
    const names = NAMED_AREAS.flatMap((area) => standardEvents[area].map(({ name }) => name))
    expect(new Set(names).size).toBe(names.length)
    for (const { words } of [
      ...AREAS.map((area) => ({ words: areaWords[area] })),
      ...NAMED_AREAS.flatMap((area) => standardEvents[area]),
    ]) {
      expect(words.zh).toMatch(/\p{Script=Han}/u)
      expect(words.en).toMatch(/^[A-Z][\x20-\x7e]+$/)
    }
  })

  it('have beginnings of which none is the beginning of another', () => {
    const prefixes = NAMED_AREAS.flatMap((area) => namesOfArea(area).prefixes)
    for (const one of prefixes) expect(prefixes.filter((other) => other.startsWith(one))).toEqual([one])
  })
})

it('the store finds of each area exactly the events that the table puts there', async () => {
  const { id: workspaceId } = await world.newWorkspace()
  const standard = NAMED_AREAS.flatMap((area) => standardEvents[area].map(({ name }) => name))
  const beginnings = NAMED_AREAS.flatMap((area) => namesOfArea(area).prefixes)
  const odd = fc.oneof(
    fc.constantFrom(...standard, ...beginnings),
    fc.tuple(fc.constantFrom(...beginnings), fc.string({ minLength: 1, maxLength: 8 })).map(([begins, rest]) => `${begins}${rest}`),
    fc.string({ minLength: 1, maxLength: 12 }),
  )
  const names = [...new Set([...standard, ...fc.sample(odd, { numRuns: 300, seed: 7 })])]
  await storeEvents(world.handles, {
    workspaceId,
    events: names.map((name, place) => ({ name, atom: 1, time: 1_700_000_000_000 + place })),
  })
  for (const area of AREAS) {
    const { items } = await queryEvents(world.handles, { workspaceId, atoms: [1], area, withContext: false, limit: 1_000 })
    expect(items.map(({ name }) => name).sort()).toEqual(names.filter((name) => areaOf(name) === area).sort())
    expect(items.every((item) => item.area === area)).toBe(true)
  }
})
