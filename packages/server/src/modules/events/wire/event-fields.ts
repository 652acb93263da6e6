/** Fields that both forms share: the event's name and its times. */
import { storableText } from '../../../platform/json-text.ts'
import { failType, failWire } from './errors.ts'
import { EARLIEST_TIME_MS, LATEST_TIME_MS, NAME_LENGTH_CHARACTERS } from './limits.ts'
import { maskContacts, type TextSigns } from './mask.ts'
import { readMoment } from './moment.ts'
import type { WireRequest } from './request.ts'

/** A name of 1–200 characters; refuses everything else. */
export function eventName(value: unknown, signs: TextSigns): string {
  if (value === undefined || value === null) return failWire('events.missing_field', { field: 'event' })
  if (typeof value !== 'string') return failType('event', 'text')
  const clean = (signs.escapes ? storableText(value) : value).trim()
  const name = signs.contacts ? maskContacts(clean, false) : clean
  if (name === '') failWire('events.missing_field', { field: 'event' })
  if (name.length > NAME_LENGTH_CHARACTERS) failWire('events.too_long', { field: 'event', limit: NAME_LENGTH_CHARACTERS })
  return name
}

export interface EventTimes {
  readonly timestamp: number
  /** Absent when unknown, not readable, or when correcting by it would leave the range of times. */
  readonly sentAt: number | undefined
  /** Whether the client named the time itself. */
  readonly given: boolean
}

/** `happened` is refused under the name `field` when it is no time; without it the event happened when it was received. */
export function eventTimes(request: WireRequest, input: { happened: unknown; sent: unknown; field: string }): EventTimes {
  const { receivedAt, timeZone } = request
  if (input.happened === undefined || input.happened === null || input.happened === '') {
    return { timestamp: receivedAt, sentAt: undefined, given: false }
  }
  const timestamp = readMoment(input.happened, timeZone)
  if (Number.isNaN(timestamp)) failWire('events.bad_time', { field: input.field })
  const sentAt = readMoment(input.sent, timeZone)
  const corrected = receivedAt - (sentAt - timestamp)
  const usable = corrected >= EARLIEST_TIME_MS && corrected < LATEST_TIME_MS
  return { timestamp, sentAt: usable ? sentAt : undefined, given: true }
}
