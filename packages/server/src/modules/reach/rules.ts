/** The rules that decide whether somebody gets a broadcast, in their order: the first that fails is the reason. Pure. */
import { createHash } from 'node:crypto'
import type { Facts } from './facts.ts'
import type { ReachSettings } from './settings/contract.ts'
import type { HeldState } from './states.ts'
import type { Purpose } from './tables.ts'

/** What holds for everybody of a broadcast at the moment of a decision. */
export interface Terms {
  readonly purpose: Purpose
  readonly settings: ReachSettings
  readonly holdout: number
  readonly seed: string
  readonly variants: number
  /** Quiet hours hold it and it does not wait for their end. */
  readonly isQuiet: boolean
}

/** What was found, as it is kept with the decision: short names, one row a person. */
export interface Findings {
  readonly pairs: number
  readonly senders: number
  readonly consent: 'granted' | 'withdrawn' | 'none'
  readonly needs: ReachSettings['marketingConsent']
  /** Touches of the day, the week and the month, with their caps; null for what is not counted. */
  readonly touches: readonly [number, number, number] | null
  readonly caps: readonly [number | null, number | null, number | null]
  readonly slotLeft: boolean
  readonly quiet: boolean
  /** Where chance put them, 0 to 1; left out below the share. */
  readonly draw: number
  readonly share: number
  /** The same person has another delivery of this broadcast. */
  readonly twice?: true
}

export interface Decision {
  readonly outcome: 'pending' | 'cancelled' | HeldState
  readonly findings: Findings
  readonly variant: number
}

/** `slotLeft`: whether the platform lets the contact receive one more. */
export function decide(facts: Facts, terms: Terms, { slotLeft }: { slotLeft: boolean }): Decision {
  const { settings, purpose, holdout, seed, variants, isQuiet } = terms
  const { perDay, perWeek, perMonth } = settings.fatigue
  const isMarketing = purpose === 'marketing'
  const findings: Findings = {
    pairs: facts.pairs,
    senders: facts.senders,
    consent: facts.consent ?? 'none',
    needs: isMarketing ? settings.marketingConsent : 'not_withdrawn',
    touches: isMarketing ? [facts.today, facts.week, facts.month] : null,
    caps: [perDay, perWeek, perMonth],
    slotLeft,
    quiet: isQuiet,
    draw: chance(`${seed} holdout ${facts.person}`),
    share: holdout,
    ...(facts.hasIt && { twice: true }),
  }
  const variant = Math.floor(chance(`${seed} variant ${facts.person}`) * variants)
  return { outcome: facts.hasIt ? 'cancelled' : (heldBy(findings) ?? 'pending'), findings, variant }
}

/** Each rule with what it says of somebody: true is passed. */
export const RULES: readonly { readonly state: HeldState; readonly passes: (found: Findings) => boolean }[] = [
  { state: 'not_friend', passes: ({ senders }) => senders > 0 },
  { state: 'no_consent', passes: ({ consent, needs }) => (needs === 'granted' ? consent === 'granted' : consent !== 'withdrawn') },
  { state: 'fatigued', passes: ({ touches, caps }) => touches?.every((count, place) => count < (caps[place] ?? Infinity)) ?? true },
  { state: 'no_slot', passes: ({ slotLeft }) => slotLeft },
  { state: 'quiet_hours', passes: ({ quiet }) => !quiet },
  // Last, so that those who are left out are like those who get it.
  { state: 'holdout', passes: ({ draw, share }) => draw >= share },
]

function heldBy(findings: Findings): HeldState | undefined {
  return RULES.find(({ passes }) => !passes(findings))?.state
}

const BITS = 48

/** 0 ≤ n < 1, always the same of the same text. */
function chance(text: string): number {
  return (
    createHash('sha256')
      .update(text)
      .digest()
      .readUIntBE(0, BITS / 8) /
    2 ** BITS
  )
}
