/** The background job of a fit, as far as queueing it goes. */
export const FIT_PREDICTIONS_JOB = {
  kind: 'audience.fit_predictions',
  unit: 'steps',
  /** A process that dies in the middle is followed by another so often. */
  maxAttempts: 3,
} as const
