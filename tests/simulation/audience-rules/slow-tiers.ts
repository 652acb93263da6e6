/** The tiers of people in the small worlds, by the slow evaluator of the tiers. Scores are among everybody who ever bought. */
import { slowRfm, slowTiers } from '../../../packages/server/src/modules/audience/tiers/testing.ts'
import { type Facts, TIME_ZONE } from './build.ts'
import type { Look } from './slow.ts'

interface Tiers {
  readonly lifecycle: string
  readonly paying: boolean
  readonly value: string
  readonly intent: string
  readonly relation: string
  /** Undefined: never bought. */
  readonly scores: { readonly r: number; readonly f: number; readonly m: number; readonly segment: string } | undefined
}

const NOTHING: Tiers = { lifecycle: '', paying: false, value: '', intent: '', relation: 'potential', scores: undefined }

const remembered = new WeakMap<Facts, Map<number, ReadonlyMap<number, Tiers>>>()

export function tiersOf({ facts, person, asOf }: Look): Tiers {
  const moments = remembered.get(facts) ?? new Map<number, ReadonlyMap<number, Tiers>>()
  remembered.set(facts, moments)
  const tiers = moments.get(asOf) ?? everybodysTiers(facts, asOf)
  moments.set(asOf, tiers)
  return tiers.get(person) ?? NOTHING
}

function everybodysTiers(facts: Facts, asOf: number): Map<number, Tiers> {
  const events = Map.groupBy(facts.events, ({ atom }) => facts.everPersonOf.get(atom) ?? 0)
  const cancelled = (moment: number) =>
    new Set(
      facts.events
        .filter(({ name, time, properties }) => name === 'order_cancelled' && time < moment && properties?.orderNo !== undefined)
        .map(({ properties }) => String(properties?.orderNo)),
    )
  const tiers = slowTiers({ events, cancelled, thresholds: facts.thresholds, timeZone: TIME_ZONE, currency: 'CNY' }, asOf)
  const scores = slowRfm(tiers, asOf)
  const mean = (name: 'r' | 'f' | 'm') => [...scores.values()].reduce((sum, score) => sum + score[name], 0) / scores.size
  const segmentOf = (score: { r: number; f: number; m: number }) =>
    SEGMENTS[(['r', 'f', 'm'] as const).map((name) => (score[name] > mean(name) ? 'high' : 'low')).join(' ')] ?? ''
  return new Map(
    [...tiers].map(([person, tier]) => {
      const score = scores.get(person)
      return [person, { ...tier, scores: score && { ...score, segment: segmentOf(score) } }]
    }),
  )
}

const SEGMENTS: Readonly<Record<string, string>> = {
  'high high high': 'champion',
  'low high high': 'important_keep',
  'high low high': 'important_develop',
  'low low high': 'important_win_back',
  'high high low': 'general_value',
  'low high low': 'general_keep',
  'high low low': 'general_develop',
  'low low low': 'general_win_back',
}
