/** How it stands with broadcasts and their deliveries. Browser-safe. */
export const BROADCAST_STATES = ['planning', 'draft', 'approved', 'sending', 'ended', 'stopped'] as const
export type BroadcastState = (typeof BROADCAST_STATES)[number]

/** As stored, and as answers name them. */
export const OUTCOMES = {
  pending: 'pending',
  sent: 'sent',
  unconfirmed: 'unconfirmed',
  expired: 'expired',
  cancelled: 'cancelled',
  not_friend: 'notFriend',
  no_slot: 'noSlot',
  no_consent: 'noConsent',
  fatigued: 'fatigued',
  quiet_hours: 'quietHours',
  holdout: 'holdout',
  unknown: 'unknown',
  failed: 'failed',
} as const

export type DeliveryState = keyof typeof OUTCOMES
export type Outcome = (typeof OUTCOMES)[DeliveryState]

export const DELIVERY_STATES = Object.keys(OUTCOMES) as readonly DeliveryState[]
export const OUTCOME_NAMES = Object.values(OUTCOMES) as [Outcome, ...Outcome[]]

/** Why somebody gets nothing although they were meant: decided here, before the channel knows. */
export const HELD_STATES = [
  'not_friend',
  'no_consent',
  'fatigued',
  'no_slot',
  'quiet_hours',
  'holdout',
] as const satisfies readonly DeliveryState[]
export type HeldState = (typeof HELD_STATES)[number]

/** They did not reach anybody, so the person's caps are given back. What is unknown stays counted. */
export const UNTOUCHED_STATES = ['expired', 'cancelled', 'not_friend', 'no_slot', 'failed'] as const satisfies readonly DeliveryState[]
