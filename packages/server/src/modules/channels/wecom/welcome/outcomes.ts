/** How a welcome can end. Browser-safe. */

/**
 * `sent`: the platform took it. `expired`: the code's 20 seconds were over. `taken`: another app welcomed, or they talk already. `refused`: the
 * platform did not want it. `unknown`: sent without an answer; never repeated. `no_rule`: nothing to say.
 */
export const WELCOME_OUTCOMES = ['sent', 'expired', 'taken', 'refused', 'unknown', 'no_rule'] as const
export type WelcomeOutcome = (typeof WELCOME_OUTCOMES)[number]
