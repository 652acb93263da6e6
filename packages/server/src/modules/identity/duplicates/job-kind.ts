/** The background job of a search, as far as queueing it goes. */
export const FIND_DUPLICATES_JOB = {
  kind: 'identity.find_duplicates',
  unit: 'people',
  /** A process that dies in the middle is followed by another so often. */
  maxAttempts: 3,
} as const
