/** RFM and lifecycle of a real shop (online-retail, 541,909 lines): what is counted adds up and is what a plain reading of the file says. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import { beforeAll, describe, expect, test } from 'vitest'
import { dataFolder } from '../../../platform/testing/available.ts'
import { openWorld, type World } from '../../../platform/testing/world.ts'
import { readTime } from '../../../platform/time-zone.ts'
import { storeEvents, type TestEvent } from '../../events/testing.ts'
import { readLifecycle } from './lifecycle.ts'
import { readRepurchaseByTier } from './repurchase.ts'
import { readRfm } from './rfm.ts'

const TIME_ZONE = 'Asia/Shanghai'
const SLOW_MS = 240_000
const DAY_MS = 86_400_000

interface Invoice {
  readonly person: number
  at: number
  /** Thousandths. */
  amount: number
}

let world: World
let workspaceId: number
let lines: TestEvent[]
/** Orders by number and person. */
let invoices: Map<string, Invoice>

const hasData = dataFolder() !== undefined

beforeAll(async () => {
  if (!hasData) return
  world = await openWorld()
  workspaceId = (await world.newWorkspace({ timeZone: TIME_ZONE })).id
  const bytes = readFileSync(join(dataFolder() ?? '', 'online-retail/online_retail.csv.gz'))
  const rows: Record<string, string>[] = parse(gunzipSync(bytes), { columns: true, bom: true })
  const times = new Map<string, number>()
  const moment = (text: string) => times.get(text) ?? times.set(text, readTime(text, TIME_ZONE) ?? 0).get(text) ?? 0
  invoices = new Map()
  lines = rows.map((row) => {
    const orderNo = row.InvoiceNo ?? ''
    const thousandths = Math.round(Number(row.UnitPrice) * 1_000) * Number(row.Quantity)
    const digits = String(Math.abs(thousandths)).padStart(4, '0')
    const [atom, time, isBuy] = [Number(row.CustomerID ?? 0), moment(row.InvoiceDate ?? ''), !orderNo.startsWith('C')]
    if (isBuy && atom > 0) keep(`${orderNo} ${atom}`, { person: atom, at: time, amount: thousandths })
    return {
      name: isBuy ? 'buy' : 'order_cancelled',
      time,
      atom,
      amount: `${thousandths < 0 ? '-' : ''}${digits.slice(0, -3)}.${digits.slice(-3)}`,
      currency: 'GBP',
      properties: { orderNo },
    }
  })
  await storeEvents(world.handles, { workspaceId, events: lines })
}, SLOW_MS)

function keep(key: string, line: Invoice): void {
  const invoice = invoices.get(key)
  if (!invoice) invoices.set(key, line)
  else {
    invoice.at = Math.min(invoice.at, line.at)
    invoice.amount += line.amount
  }
}

const at = (day: string) => readTime(day, TIME_ZONE) ?? 0

describe.skipIf(!hasData)('online-retail (data in ../shared/data)', () => {
  test(
    'RFM: cells, distributions and segments add up to every buyer and every penny',
    async () => {
      const asOf = at('2011-12-10')
      const rfm = await readRfm(world.handles, world.handles, { workspaceId, timeZone: TIME_ZONE, asOf, method: 'quintile' })
      const amount = [...invoices.values()].reduce((sum, invoice) => sum + invoice.amount, 0) / 1_000
      expect(rfm).toMatchObject({ buyers: 4_339, orders: invoices.size, amount, currency: 'GBP', ordersInOtherCurrencies: 0 })
      const sum = (parts: readonly { people: number; amount: number }[]) => [
        parts.reduce((total, { people }) => total + people, 0),
        Math.round(parts.reduce((total, part) => total + part.amount, 0) * 1_000) / 1_000,
      ]
      for (const parts of [rfm.cells, rfm.segments, rfm.distribution.r, rfm.distribution.f, rfm.distribution.m])
        expect(sum(parts)).toEqual([4_339, amount])
      expect(rfm.cells.map(({ r, f, people }) => [r, f, people])).toEqual(slowCells(asOf))
      const fifth = 4_339 / 5
      for (const { people } of rfm.distribution.m) expect(Math.abs(people - fifth)).toBeLessThan(2)
      expect(rfm.distribution.f[0]).toMatchObject({ least: 1, most: 1 })
      expect(rfm.segments.find(({ segment }) => segment === 'champion')?.amountShare).toBeGreaterThan(0.6)
    },
    SLOW_MS,
  )

  test.each(['2011-03-01', '2011-07-15', '2011-12-10'])(
    'lifecycle on %s: as a look at every line says',
    async (day) => {
      const asOf = at(day)
      const figure = await readLifecycle(world.handles, world.handles, {
        workspaceId,
        timeZone: TIME_ZONE,
        asOf,
        unit: 'month',
        periods: 3,
      })
      const { newDays, silentDays, lostDays } = figure.tiers
      const seen = new Map<number, { first: number; last: number }>()
      for (const { atom = 0, time } of lines)
        if (atom > 0 && Number(time) < asOf) {
          const known = seen.get(atom)
          seen.set(atom, { first: Math.min(Number(time), known?.first ?? Infinity), last: Math.max(Number(time), known?.last ?? 0) })
        }
      const stages = [...seen.values()].map(({ first, last }) => {
        const idle = (asOf - last) / DAY_MS
        return idle >= lostDays ? 'lost' : idle >= silentDays ? 'silent' : (asOf - first) / DAY_MS < newDays ? 'new' : 'active'
      })
      expect(figure.people).toBe(seen.size)
      for (const { stage, people } of figure.flow.counts) expect(people.at(-1), stage).toBe(stages.filter((one) => one === stage).length)
      const moved = figure.flow.moves.filter(({ period }) => period === 2)
      expect(moved.reduce((sum, { people }) => sum + people, 0)).toBe(seen.size)
      expect(figure.values.reduce((sum, { people }) => sum + people, 0)).toBe(figure.buyers)
      expect(figure.buyers).toBe(new Set([...invoices.values()].filter((one) => one.at < asOf).map(({ person }) => person)).size)
    },
    SLOW_MS,
  )

  test(
    'the thresholds follow the shop’s own cycle, and better tiers buy again more often',
    async () => {
      const asOf = at('2011-12-10')
      const question = { workspaceId, timeZone: TIME_ZONE, asOf }
      const { inForce } = await readLifecycle(world.handles, world.handles, { ...question, unit: 'month', periods: 1 })
      expect(inForce.cycle).toEqual(slowCycle(asOf))
      expect(inForce.thresholds.lostDays.source).toBe('cycle')
      const { tiers, eligible } = await readRepurchaseByTier(world.handles, world.handles, { ...question, withinDays: 90, by: 'value' })
      expect(tiers.reduce((sum, tier) => sum + tier.eligible, 0)).toBe(eligible)
      const rate = (name: string) => tiers.find(({ tier }) => tier === name)?.rate ?? 0
      expect(rate('loyal')).toBeGreaterThan(rate('quality'))
      expect(rate('quality')).toBeGreaterThan(rate('ordinary'))
      expect(rate('ordinary')).toBeGreaterThan(rate('lost'))
    },
    SLOW_MS,
  )
})

/** R × F by sorting: a buyer's score is the fifth that the first of those equal to them is in. */
function slowCells(asOf: number): (readonly [number, number, number])[] {
  const buyers = [...Map.groupBy(invoices.values(), ({ person }) => person).values()].map((own) => ({
    days: Math.floor((asOf - Math.max(...own.map((invoice) => invoice.at))) / DAY_MS),
    orders: own.length,
  }))
  const scores = (values: readonly number[]) => {
    const sorted = values.toSorted((a, b) => a - b)
    const first = new Map([...sorted.entries()].toReversed().map(([place, value]) => [value, place]))
    return (value: number) => 1 + Math.floor(((first.get(value) ?? 0) * 5) / sorted.length)
  }
  const [r, f] = [scores(buyers.map(({ days }) => -days)), scores(buyers.map(({ orders }) => orders))]
  const count = (rScore: number, fScore: number) => buyers.filter(({ days, orders }) => r(-days) === rScore && f(orders) === fScore).length
  const five = [1, 2, 3, 4, 5]
  return five.flatMap((rScore) => five.map((fScore) => [rScore, fScore, count(rScore, fScore)] as const))
}

function slowCycle(before: number) {
  const dayOf = (moment: number) => Math.floor((moment + 8 * 3_600_000) / DAY_MS)
  const days = [...Map.groupBy(invoices.values(), ({ person }) => person).values()].map((own) =>
    [...new Set(own.filter((invoice) => invoice.at < before).map((invoice) => dayOf(invoice.at)))].toSorted((a, b) => a - b),
  )
  const gaps = days.flatMap((list) => list.slice(1).map((day, index) => day - (list[index] ?? 0))).toSorted((a, b) => a - b)
  return {
    days: gaps[Math.floor(gaps.length / 2)],
    buyers: days.filter((list) => list.length > 1).length,
    buyersNeeded: 30,
    gaps: gaps.length,
  }
}
