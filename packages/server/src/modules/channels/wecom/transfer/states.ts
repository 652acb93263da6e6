/** States of transfers, of the batches they are handed over in, and of the customers and groups in them. Browser-safe. */

/** onjob: from a member who stays · resigned: from one who has left. */
export const TRANSFER_KINDS = ['onjob', 'resigned'] as const
export type TransferKind = (typeof TRANSFER_KINDS)[number]

/** planned: waits for approval · running · ended: everybody has an end · discarded: never approved. */
export const TRANSFER_STATES = ['planned', 'running', 'ended', 'discarded'] as const
export type TransferState = (typeof TRANSFER_STATES)[number]

/**
 * planned: not handed over · handing: being handed over · looking: whether it was handed over is being found out · waiting: the platform has it,
 * results are asked for · checking: results are known, the register is held against them · ended.
 */
export const BATCH_STATES = ['planned', 'handing', 'looking', 'waiting', 'checking', 'ended'] as const
export type BatchState = (typeof BATCH_STATES)[number]

/**
 * excluded: not handed over, for a reason known beforehand · planned: to be handed over · waiting: takes effect after 24 hours · done ·
 * customer_refused · receiver_full: the takeover has too many customers · no_record: the platform knows of no such transfer · refused: at handing
 * over, see the code · unknown: cannot be told · cancelled: stopped before it was handed over.
 */
export const TRANSFERRED_STATES = [
  'excluded',
  'planned',
  'waiting',
  'done',
  'customer_refused',
  'receiver_full',
  'no_record',
  'refused',
  'unknown',
  'cancelled',
] as const
export type TransferredState = (typeof TRANSFERRED_STATES)[number]

/**
 * Why somebody is left out beforehand. waiting: in another transfer · too_often: twice in 90 days · not_contact: not, or no longer, of the
 * handover · not_listed: the platform does not list them among those left behind · receiver_full: no takeover has room.
 */
export const EXCLUDED_REASONS = ['waiting', 'too_often', 'not_contact', 'not_listed', 'receiver_full'] as const
export type ExcludedReason = (typeof EXCLUDED_REASONS)[number]
