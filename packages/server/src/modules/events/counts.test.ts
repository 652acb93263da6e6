import { beforeAll, describe, expect, it } from 'vitest'
import { openWorld, type World } from '../../platform/testing/world.ts'
import { countEvents } from './counts.ts'
import { storeEvents } from './testing.ts'

const at = (text: string) => Date.parse(text)

let world: World
let workspaceId: number

beforeAll(async () => {
  world = await openWorld()
  workspaceId = (await world.newWorkspace()).id
  const cents = Array.from({ length: 1_000 }, () => ({ name: 'cent', time: '2026-03-01T00:00:00Z', atom: 1, amount: '0.1' }))
  const edges = ['2026-03-01T23:59:59.999Z', '2026-03-02T00:00:00.000Z', '2026-03-02T23:59:59.999Z', '2026-03-03T00:00:00.000Z']
  const scores = [1, 2.5, '3', 'none', true, null, undefined]
  await storeEvents(world.handles, {
    workspaceId,
    events: [
      ...cents,
      { name: 'cent', time: '2026-03-01T00:00:00Z', atom: 2, amount: '-99999999.9999' },
      ...edges.map((time) => ({ name: 'edge', time, atom: 3 })),
      ...scores.map((score) => ({ name: 'score', time: '2026-03-01T00:00:00Z', properties: score === undefined ? {} : { score } })),
    ],
  })
})

describe('counting events', () => {
  it('adds up amounts as decimals', async () => {
    expect(await countEvents(world.handles, { workspaceId, names: ['cent'], atoms: [1], sum: 'amount' })).toEqual({
      count: 1_000,
      sum: 100,
    })
    const whole = await countEvents(world.handles, { workspaceId, names: ['cent'], sum: 'amount' })
    expect(whole).toEqual({ count: 1_001, sum: -99_999_899.9999 })
  })

  it('adds up other properties as numbers, texts that read as numbers included', async () => {
    expect(await countEvents(world.handles, { workspaceId, names: ['score'], sum: 'score' })).toEqual({ count: 7, sum: 6.5 })
  })

  it('counts from the first moment of a range and not its last', async () => {
    const day = { from: at('2026-03-02T00:00:00Z'), to: at('2026-03-03T00:00:00Z') }
    expect(await countEvents(world.handles, { workspaceId, names: ['edge'], ...day })).toEqual({ count: 2 })
    expect(await countEvents(world.handles, { workspaceId, names: ['edge'], from: day.to })).toEqual({ count: 1 })
    expect(await countEvents(world.handles, { workspaceId, names: ['edge'], to: day.from })).toEqual({ count: 1 })
  })

  it('counts several names together and nothing of another workspace', async () => {
    expect(await countEvents(world.handles, { workspaceId, names: ['edge', 'score', 'edge'] })).toEqual({ count: 11 })
    const other = await world.newWorkspace()
    expect(await countEvents(world.handles, { workspaceId: other.id, names: ['edge'] })).toEqual({ count: 0 })
  })

  it('is 0, sum too, for a name or a person without events', async () => {
    expect(await countEvents(world.handles, { workspaceId, names: ['unknown'], sum: 'amount' })).toEqual({ count: 0, sum: 0 })
    expect(await countEvents(world.handles, { workspaceId, names: ['edge'], atoms: [], sum: 'x' })).toEqual({ count: 0, sum: 0 })
  })
})
