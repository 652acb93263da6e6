/** The jobs of people's rights, as far as queueing them goes. */

/** A process that dies in the middle is followed by another so often. */
const MAX_ATTEMPTS = 50

export const ERASE_JOB = { kind: 'compliance.erase_person', unit: 'steps', maxAttempts: MAX_ATTEMPTS } as const
export const EXPORT_JOB = { kind: 'compliance.export_person', unit: 'rows', maxAttempts: MAX_ATTEMPTS } as const
