/** For tests: the tiers of people by looking at their events one by one, written as the words say it and without a glance at the SQL. */
import { localDate } from '../../../platform/time-zone.ts'
import type { TestEvent } from '../../events/testing.ts'
import type { TierThresholds } from '../rule/operator.ts'

const DAY_MS = 86_400_000

interface SlowTiers {
  readonly lifecycle: string
  readonly paying: boolean
  readonly value: string
  readonly intent: string
  readonly relation: string
  readonly orders: number
  readonly lastOrder: number
  readonly amount: number
}

export interface SlowQuestion {
  /** By person. */
  readonly events: ReadonlyMap<number, readonly TestEvent[]>
  /** Numbers of cancelled orders at the moment asked about. */
  readonly cancelled: (asOf: number) => ReadonlySet<string>
  readonly thresholds: TierThresholds
  readonly timeZone: string
  readonly currency: string
}

export function slowTiers(question: SlowQuestion, asOf: number): Map<number, SlowTiers> {
  return new Map([...question.events].map(([person, events]) => [person, tiersOf(question, events, asOf)]))
}

function tiersOf({ thresholds, timeZone, currency, cancelled }: SlowQuestion, all: readonly TestEvent[], asOf: number): SlowTiers {
  const known = all.filter(({ time }) => Number(time) < asOf)
  const own = known.filter(({ name }) => name !== 'message_sent' && name !== 'message_delivered').map(({ time }) => Number(time))
  const gone = cancelled(asOf)
  const orders = new Map<string, TestEvent[]>()
  for (const event of known.filter(({ name }) => name === 'buy')) {
    const number = event.properties?.orderNo
    if (number !== undefined && gone.has(String(number))) continue
    const key = number === undefined ? `day ${localDate(Number(event.time), timeZone)}` : `number ${number}`
    orders.set(key, [...(orders.get(key) ?? []), event])
  }
  const lines = [...orders.values()].map((order) => order.toSorted((a, b) => Number(a.time) - Number(b.time)))
  const lastOrder = Math.max(0, ...lines.map(([first]) => Number(first?.time)))
  const days = (ms: number) => ms / DAY_MS
  const since = days(asOf - lastOrder)
  const value =
    lines.length === 0
      ? ''
      : since >= thresholds.valueLostDays
        ? 'lost'
        : lines.length >= thresholds.loyalOrders
          ? 'loyal'
          : lines.length >= thresholds.qualityOrders
            ? 'quality'
            : since >= thresholds.valueLostDays / 2
              ? 'low_frequency'
              : 'ordinary'
  const fresh = known.filter(({ time }) => Number(time) > lastOrder && days(asOf - Number(time)) < thresholds.intentDays)
  const strong = fresh.some(({ name }) => name === 'cart' || name === 'favorite')
  const weak = fresh.some(({ name }) => name === 'view')
  const valuable = value === 'loyal' || value === 'quality'
  const paid = lines.filter((order) => order.find(({ amount }) => amount !== undefined)?.currency === currency)
  return {
    lifecycle: stageOf(own, asOf, thresholds),
    paying: lines.length > 0,
    value,
    intent: strong || weak ? (valuable ? 'high_value' : strong ? 'high' : 'low') : '',
    relation: lines.length === 0 ? 'potential' : lines.length === 1 ? 'direct' : 'old',
    orders: lines.length,
    lastOrder,
    amount: paid.flat().reduce((sum, { amount }) => sum + Number(amount ?? 0), 0),
  }
}

function stageOf(times: readonly number[], asOf: number, { newDays, silentDays, lostDays }: TierThresholds): string {
  if (times.length === 0) return ''
  const idle = (asOf - Math.max(...times)) / DAY_MS
  if (idle >= lostDays) return 'lost'
  if (idle >= silentDays) return 'silent'
  return (asOf - Math.min(...times)) / DAY_MS < newDays ? 'new' : 'active'
}

export interface SlowScores {
  readonly r: number
  readonly f: number
  readonly m: number
}

/** R, F and M of everybody who bought, by person. */
export function slowRfm(tiers: ReadonlyMap<number, SlowTiers>, asOf: number): Map<number, SlowScores> {
  const buyers = [...tiers].filter(([, { orders }]) => orders > 0)
  const days = (last: number) => Math.floor((asOf - last) / DAY_MS)
  const scores = (of: (tier: SlowTiers) => number, less: boolean) =>
    slowScores(
      buyers.map(([, tier]) => of(tier)),
      less,
    )
  const r = scores(({ lastOrder }) => days(lastOrder), true)
  const f = scores(({ orders }) => orders, false)
  const m = scores(({ amount }) => amount, false)
  return new Map(
    buyers.map(([person, { lastOrder, orders, amount }]) => [
      person,
      { r: r.get(days(lastOrder)) ?? 0, f: f.get(orders) ?? 0, m: m.get(amount) ?? 0 },
    ]),
  )
}

/** Scores by sorting: each gets the lowest score among those who are equal, and a fifth of the buyers would get each. */
function slowScores(values: readonly number[], less: boolean): Map<number, number> {
  const sorted = values.toSorted((a, b) => (less ? b - a : a - b))
  const scores = new Map<number, number>()
  sorted.forEach((value, place) => {
    if (!scores.has(value)) scores.set(value, 1 + Math.floor((place * 5) / sorted.length))
  })
  return scores
}
