/** The background job of an import, as far as queueing it goes; apart from its work, so that whoever queues one needs no collector. */
export const IMPORT_JOB = {
  kind: 'events.import',
  unit: 'bytes',
  /** A process that dies in the middle is followed by another so often. */
  maxAttempts: 50,
} as const
