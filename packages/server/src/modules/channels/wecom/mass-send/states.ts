/** States of mass tasks and of their recipients. Browser-safe. */

/**
 * planned: not handed over · sending: being handed over · looking: whether it was handed over is being found out · waiting: the member has not
 * tapped, or not everything is known of what was sent · ended.
 */
export const TASK_STATES = ['planned', 'sending', 'looking', 'waiting', 'ended'] as const
export type TaskState = (typeof TASK_STATES)[number]

/**
 * pending: not handed over · unconfirmed: waits for the member's tap · sent · expired: not tapped in time · cancelled: by us, before the tap ·
 * not_friend: the customer has deleted the member, or never was a contact · no_slot: has received as many as the platform allows · unknown:
 * whether it was or will be sent cannot be told · failed: the platform refused the task.
 */
export const RECIPIENT_STATES = [
  'pending',
  'unconfirmed',
  'sent',
  'expired',
  'cancelled',
  'not_friend',
  'no_slot',
  'unknown',
  'failed',
] as const
export type RecipientState = (typeof RECIPIENT_STATES)[number]

/**
 * monthly: as many a month as the month has days, what a corp begins with · weekly: 7 a week · daily: 1 a day, both the choice of the corp's
 * administrator · legacy: 4 a month, as it was before 2022.
 */
export const RECEIVE_RULES = ['monthly', 'weekly', 'daily', 'legacy'] as const
export type ReceiveRule = (typeof RECEIVE_RULES)[number]
