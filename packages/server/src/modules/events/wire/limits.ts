/** Bounds of the collecting endpoints. The first two are the Segment form's own, fixed by the contract. */
export { EARLIEST_TIME_MS, LATEST_TIME_MS, MAX_NAME_LENGTH as NAME_LENGTH_CHARACTERS } from '../collect/row.ts'

/** One event, as compact JSON. */
export const EVENT_LIMIT_BYTES = 32 * 1024
/** A Segment request once decompressed. */
export const SEGMENT_BODY_LIMIT_BYTES = 500 * 1024
/** A Sensors request once decoded: a mini program that was offline sends up to 500 events at once, the web SDK up to 200. */
export const SENSORS_BODY_LIMIT_BYTES = 2 * 1024 * 1024
/** The same as text on the wire: base64 adds a third, percent-encoding its `+`, `/` and `=` some more. */
export const SENSORS_WIRE_LIMIT_BYTES = 4 * 1024 * 1024
/** Compressing what cannot be compressed adds a little. */
export const ENCODING_SLACK_BYTES = 4 * 1024
/** Even tiny events: keeps the `rejected` list of one answer bounded. */
export const EVENTS_PER_REQUEST = 5_000

/** Levels of objects and arrays, the event itself being the first. */
export const NESTING_LEVELS = 64
export const ID_LENGTH_CHARACTERS = 255
export const KEY_LENGTH_CHARACTERS = 255
export const EXTERNAL_IDS_PER_EVENT = 20
export const IDENTITIES_PER_EVENT = 50
