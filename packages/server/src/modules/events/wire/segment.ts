/** The Segment form: one call, or one entry of a batch, becomes one collected event. Shapes: https://segment.com/docs/connections/spec/ */
import type { CollectedEvent } from '../collected.ts'
import { checkWalk, cleanse, cleanseValue, isObject, type Json, newWalk, type Walk } from './cleanse.ts'
import { cleanseProperties, tellsOwnContacts } from './contacts.ts'
import { derivedId } from './derived-id.ts'
import { failType, failWire } from './errors.ts'
import { eventName, eventTimes } from './event-fields.ts'
import { idText } from './identities.ts'
import { takeMoney } from './money.ts'
import { type EventDraft, type Read, reading, type WireRequest } from './request.ts'
import { segmentIdentifiers, takeContextIds } from './segment-identifiers.ts'

export const SEGMENT_KINDS = ['identify', 'track', 'page', 'screen', 'group', 'alias'] as const
export type SegmentKind = (typeof SEGMENT_KINDS)[number]

export interface SegmentRequest extends WireRequest {
  /** The batch's own `sentAt` and `context`, for entries that have none. */
  readonly sentAt: unknown
  readonly context: Json | undefined
}

/** The objects of a call, empty where it has none. */
export interface SegmentParts {
  readonly properties: Json
  readonly traits: Json
  readonly context: Json
}

const KINDS = new Set<unknown>(SEGMENT_KINDS)

function isSegmentKind(type: unknown): type is SegmentKind {
  return KINDS.has(type)
}

/** Reads one entry of a batch by its own `type`. Changes `raw`; never throws on any JSON value. */
export function readSegmentEntry(raw: unknown, index: number, request: SegmentRequest): Read {
  return reading(() => {
    if (!isObject(raw)) return failType('event', 'object')
    const type = raw.type
    if (isSegmentKind(type)) return readCall(type, raw, index, request)
    if (type === undefined || type === null) return failWire('events.missing_field', { field: 'type' })
    return failWire('events.unknown_type', { type: typeof type === 'string' ? type.slice(0, 50) : typeof type })
  })
}

/** Reads a single call, whose kind is known from the path. Changes `raw`; never throws on any JSON value. */
export function readSegmentCall(kind: SegmentKind, raw: unknown, request: SegmentRequest): Read {
  return reading(() => (isObject(raw) ? readCall(kind, raw, 0, request) : failType('event', 'object')))
}

function readCall(kind: SegmentKind, raw: Json, index: number, request: SegmentRequest): CollectedEvent {
  const parts = readParts(kind, raw)
  BEFORE_WALK[kind]?.(raw, parts.properties)
  const contextIds = takeContextIds(parts.context, request.kinds)
  const walk = walkCall(kind, raw, parts, newWalk(request.signs))
  const times = eventTimes(request, {
    happened: raw.timestamp ?? raw.originalTimestamp,
    sent: raw.sentAt ?? request.sentAt,
    field: 'timestamp',
  })
  const draft: EventDraft = {
    messageId: idText(raw.messageId, 'messageId') ?? '',
    type: kind,
    name: kind === 'track' ? eventName(raw.event, request.signs) : `$${kind}`,
    timestamp: times.timestamp,
    identifiers: segmentIdentifiers({ kind, raw, walk, contextIds, kinds: request.kinds }),
    properties: parts.properties,
    context: contextOf(parts.context, request.context),
    source: 'segment',
  }
  if (draft.identifiers.length === 0) failWire('events.no_identity')
  if (times.sentAt !== undefined) draft.sentAt = times.sentAt
  FILL[kind]?.(draft, parts, raw)
  if (draft.messageId === '') draft.messageId = derivedId(request, draft, { timed: times.given, index, prefix: 'segment-' })
  return draft
}

/** Walks every field of the call, also those not kept: depth and size count for all of them. */
function walkCall(kind: SegmentKind, raw: Json, { properties, traits, context }: SegmentParts, walk: Walk): Walk {
  if (isObject(context.traits)) cleanse(walk, context.traits, 3, true)
  if (walk.fault === undefined) cleanse(walk, context, 2, false)
  const areOwn = () => kind === 'identify' || kind === 'alias' || (kind === 'track' && tellsOwnContacts(raw.event))
  if (walk.fault === undefined) cleanseProperties(walk, properties, areOwn)
  if (walk.fault === undefined) cleanse(walk, traits, 2, kind === 'identify')
  for (const key in raw) {
    if (walk.fault !== undefined) break
    const value = raw[key]
    walk.sizeBytes += key.length + 4
    if (typeof value === 'string') walk.sizeBytes += value.length * 3 + 3
    else if (value !== properties && value !== traits && value !== context) cleanseValue(walk, value, 1)
  }
  checkWalk(walk, raw)
  return walk
}

/** RudderStack's identify carries the traits in the context. */
function readParts(kind: SegmentKind, raw: Json): SegmentParts {
  const properties = part(raw, 'properties')
  const context = part(raw, 'context')
  if (kind === 'identify' && (raw.traits === undefined || raw.traits === null) && isObject(context.traits)) {
    const { traits } = context
    delete context.traits
    return { properties, traits, context }
  }
  return { properties, traits: part(raw, 'traits'), context }
}

function part(raw: Json, field: keyof SegmentParts): Json {
  const value = raw[field]
  if (value === undefined || value === null) return {}
  return isObject(value) ? value : failType(field, 'object')
}

/** Fields beside the properties that are kept among them. They are put there before the walk, which cleans them with the rest. */
const BEFORE_WALK: Partial<Readonly<Record<SegmentKind, (raw: Json, properties: Json) => void>>> = {
  page: addView,
  screen: addView,
  group: (raw, properties) => {
    properties.groupId = idText(raw.groupId, 'groupId') ?? failWire('events.missing_field', { field: 'groupId' })
  },
}

function addView(raw: Json, properties: Json): void {
  if (typeof raw.name === 'string' && raw.name !== '') properties.name = raw.name
  if (typeof raw.category === 'string' && raw.category !== '') properties.category = raw.category
}

/** What differs between the kinds once everything is clean. */
const FILL: Partial<Readonly<Record<SegmentKind, (draft: EventDraft, parts: SegmentParts, raw: Json) => void>>> = {
  track: (draft, { properties }) => {
    const money = takeMoney(properties, true)
    if (money.amount !== undefined) draft.amount = money.amount
    if (money.currency !== undefined) draft.currency = money.currency
  },
  identify: (draft, { traits }) => {
    for (const _ in traits) {
      draft.traits = { op: 'set', values: traits }
      return
    }
  },
  group: (draft, { properties, traits }) => {
    draft.properties = { ...properties, traits }
  },
  alias: (_draft, _parts, raw) => {
    for (const field of ['userId', 'previousId']) if (idText(raw[field], field) === undefined) failWire('events.missing_field', { field })
  },
}

/** The batch's context fills what the entry's own does not say; where it says nothing all entries share one object. */
function contextOf(own: Json, ofBatch: Json | undefined): Json {
  if (ofBatch === undefined) return own
  for (const _ in own) return { ...ofBatch, ...own }
  return ofBatch
}
