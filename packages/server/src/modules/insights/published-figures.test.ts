import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import { beforeAll, describe, expect, it } from 'vitest'
import { dataFolder } from '../../platform/testing/available.ts'
import { openWorld, type World } from '../../platform/testing/world.ts'
import { readTime } from '../../platform/time-zone.ts'
import { countEvents } from '../events/index.ts'
import { storeEvents, type TestEvent } from '../events/testing.ts'
import { readFunnel } from './funnel/funnel.ts'
import { readOverview } from './overview.ts'
import { readRepurchase } from './repurchase.ts'

const TIME_ZONE = 'Asia/Shanghai'
const SLOW_MS = 240_000
const BEHAVIOURS: Readonly<Record<string, string>> = { 1: 'view', 2: 'favorite', 3: 'cart', 4: 'buy' }

let world: World

beforeAll(async () => {
  world = await openWorld()
})

function readRows(path: string): Record<string, string>[] {
  const bytes = readFileSync(join(dataFolder() ?? '', path))
  return parse(path.endsWith('.gz') ? gunzipSync(bytes) : bytes, { columns: true, bom: true })
}

/** Dense numbers for the persons of a file, 0 for the empty one. */
function atoms(): (person: string) => number {
  const known = new Map([['', 0]])
  return (person) => known.get(person) ?? known.set(person, known.size).size - 1
}

const times = new Map<string, number>()

function moment(text: string): number {
  const time = times.get(text) ?? readTime(text, TIME_ZONE)
  if (time === undefined) throw new Error(`${text} is no time`)
  times.set(text, time)
  return time
}

async function workspaceWith(events: readonly TestEvent[]): Promise<number> {
  const { id } = await world.newWorkspace({ timeZone: TIME_ZONE })
  await storeEvents(world.handles, { workspaceId: id, events })
  return id
}

describe.skipIf(!dataFolder())('published figures (data in ../shared/data)', () => {
  it('tianchi: view, cart and buy in any order, 34 → 13 → 9', async () => {
    const atom = atoms()
    const workspaceId = await workspaceWith(
      readRows('tianchi/sample_user_behavior.csv').map((row) => ({
        name: BEHAVIOURS[row.behavior_type ?? ''] ?? '',
        time: moment(row.time ?? ''),
        atom: atom(row.user_id ?? ''),
      })),
    )
    const steps = ['view', 'cart', 'buy'].map((event) => ({ event }))
    const month = { windowMs: 31 * 86_400_000, from: moment('2014-11-18'), to: moment('2014-12-19') }
    const any = await readFunnel(world.handles, { workspaceId, steps, order: 'any', ...month })
    expect(any.map(({ name, persons }) => [name, persons])).toEqual([
      ['view', 34],
      ['cart', 13],
      ['buy', 9],
    ])
    const twice = await readFunnel(world.handles, { workspaceId, steps: [{ event: 'buy' }, { event: 'buy' }], order: 'any', ...month })
    expect(twice.map(({ persons }) => persons)).toEqual([16, 10])
  })

  it(
    'online-retail: 9,747,747.934 exactly, and the repurchase rate of its invoices',
    async () => {
      const atom = atoms()
      const workspaceId = await workspaceWith(readRows('online-retail/online_retail.csv.gz').map((row) => invoiceLine(row, atom)))
      const names = ['buy', 'order_cancelled']
      expect(await countEvents(world.handles, { workspaceId, names, sum: 'amount' })).toEqual({ count: 541_909, sum: 9_747_747.934 })
      expect(await countEvents(world.handles, { workspaceId, names: ['order_cancelled'] })).toEqual({ count: 9_288 })
      expect(await countEvents(world.handles, { workspaceId, names, atoms: [0] })).toEqual({ count: 135_080 })
      const asOf = moment('2011-12-10')
      for (const [withinDays, eligible, repurchased] of [
        [7, 4_308, 389],
        [30, 4_086, 913],
        [90, 3_370, 1_606],
      ] as const)
        expect(await readRepurchase(world.handles, { workspaceId, timeZone: TIME_ZONE, withinDays, asOf })).toMatchObject({
          eligible,
          repurchased,
        })
      const figures = await readOverview(world.handles, { workspaceId, timeZone: TIME_ZONE, now: asOf })
      expect(figures.map(({ name, currency }) => currency ?? name)).toEqual(['events', 'activePersons', 'buyers', 'orders', 'GBP'])
    },
    SLOW_MS,
  )
})

function invoiceLine(row: Record<string, string>, atom: (person: string) => number): TestEvent {
  const orderNo = row.InvoiceNo ?? ''
  // Thousandths are enough for these prices; the product of two whole numbers is exact.
  const thousandths = Math.round(Number(row.UnitPrice) * 1_000) * Number(row.Quantity)
  const digits = String(Math.abs(thousandths)).padStart(4, '0')
  return {
    name: orderNo.startsWith('C') ? 'order_cancelled' : 'buy',
    time: moment(row.InvoiceDate ?? ''),
    atom: atom(row.CustomerID ?? ''),
    amount: `${thousandths < 0 ? '-' : ''}${digits.slice(0, -3)}.${digits.slice(-3)}`,
    currency: 'GBP',
    properties: { orderNo },
  }
}
