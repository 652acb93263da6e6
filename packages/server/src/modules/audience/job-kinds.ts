/** The jobs of audiences, as far as queueing them goes. */

/** A process that dies in the middle is followed by another so often. */
const MAX_ATTEMPTS = 50

export const COMPUTE_JOB = { kind: 'audience.compute', unit: 'people', maxAttempts: MAX_ATTEMPTS } as const
export const EXPORT_JOB = { kind: 'audience.export', unit: 'people', maxAttempts: MAX_ATTEMPTS } as const
