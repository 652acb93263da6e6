/** States of Moments and how they end. Browser-safe. */

/**
 * draft: waits for approval · approved: waits for its time · sending: being handed over · looking: whether it was handed over is being found out ·
 * making: the platform makes the tasks · waiting: members are to publish it · watching: nobody can publish it any more, customers still like and
 * comment · ended.
 */
export const MOMENT_STATES = ['draft', 'approved', 'sending', 'looking', 'making', 'waiting', 'watching', 'ended'] as const
export type MomentState = (typeof MOMENT_STATES)[number]

/** done: its time is over or everybody published it · cancelled: by us · failed: the platform refused it · unknown: whether it was made cannot be told. */
export const MOMENT_OUTCOMES = ['done', 'cancelled', 'failed', 'unknown'] as const
export type MomentOutcome = (typeof MOMENT_OUTCOMES)[number]

export const REACTION_KINDS = ['like', 'comment'] as const
export type ReactionKind = (typeof REACTION_KINDS)[number]
