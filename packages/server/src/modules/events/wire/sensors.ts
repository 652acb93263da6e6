/** The Sensors form (神策): one entry of `data` or `data_list` becomes one collected event. https://manual.sensorsdata.cn/sa/docs/tech_super_format */
import type { CollectedEvent, EventType, TraitChange } from '../collected.ts'
import { checkWalk, cleanse, cleanseValue, isObject, type Json, newWalk, type Walk } from './cleanse.ts'
import { cleanseProperties, tellsOwnContacts } from './contacts.ts'
import { fingerprint } from './derived-id.ts'
import { failType, failWire } from './errors.ts'
import { eventName, eventTimes } from './event-fields.ts'
import { idText } from './identities.ts'
import { takeMoney } from './money.ts'
import { type EventDraft, type Read, reading, type WireRequest } from './request.ts'
import { sensorsIdentifiers, takeIdentities } from './sensors-identities.ts'

export interface SensorsRequest extends WireRequest {
  /** `project` of the query, for entries that name none. */
  readonly project: string
}

/** The types, what each becomes, and the name of those that carry none. */
const TYPES: Readonly<Record<string, { type: EventType; name?: string; op?: TraitChange['op'] }>> = {
  track: { type: 'track' },
  track_signup: { type: 'alias', name: '$SignUp' },
  track_id_bind: { type: 'bind', name: '$BindID' },
  track_id_unbind: { type: 'unbind', name: '$UnbindID' },
  profile_set: { type: 'profile', name: '$profile_set', op: 'set' },
  profile_set_once: { type: 'profile', name: '$profile_set_once', op: 'setOnce' },
  profile_increment: { type: 'profile', name: '$profile_increment', op: 'increment' },
  profile_append: { type: 'profile', name: '$profile_append', op: 'append' },
  profile_unset: { type: 'profile', name: '$profile_unset', op: 'unset' },
  profile_delete: { type: 'profile', name: '$profile_delete', op: 'delete' },
  item_set: { type: 'item', name: '$item_set' },
  item_delete: { type: 'item', name: '$item_delete' },
}

type SensorsType = (typeof TYPES)[string]

/** Reads one entry. Takes phone numbers and e-mail addresses out of `raw`, which it changes; never throws on any JSON value. */
export function readSensorsEntry(raw: unknown, index: number, request: SensorsRequest): Read {
  return reading(() => {
    if (!isObject(raw)) return failType('data', 'object')
    const name = raw.type
    if (name === undefined || name === null) return failWire('events.missing_field', { field: 'type' })
    const type = typeof name === 'string' && Object.hasOwn(TYPES, name) ? TYPES[name] : undefined
    if (type === undefined) return failWire('events.unknown_type', { type: typeof name === 'string' ? name.slice(0, 50) : typeof name })
    return readEntry(type, raw, index, request)
  })
}

function readEntry(type: SensorsType, raw: Json, index: number, request: SensorsRequest): CollectedEvent {
  const properties = objectField(raw, 'properties')
  const identities = takeIdentities(raw, properties)
  if (type.type === 'item') addItem(raw, properties)
  const walk = walkEntry(raw, properties, type.type === 'item', newWalk(request.signs))
  const times = eventTimes(request, { happened: raw.time, sent: raw.time_free === true ? undefined : raw._flush_time, field: 'time' })
  const draft: EventDraft = {
    messageId: messageId(raw, properties, walk, { timed: times.given, index, request }),
    type: type.type,
    name: type.name ?? eventName(raw.event, request.signs),
    timestamp: times.timestamp,
    identifiers: type.type === 'item' ? [] : sensorsIdentifiers({ raw, properties, identities, walk, kinds: request.kinds }),
    properties,
    context: contextOf(raw),
    source: 'sensors',
  }
  if (times.sentAt !== undefined) draft.sentAt = times.sentAt
  if (type.type !== 'item' && draft.identifiers.length === 0) failWire('events.no_identity')
  if (type.op !== undefined) {
    draft.traits = { op: type.op, values: properties }
    draft.properties = {}
  } else if (type.type === 'track') addMoney(draft, properties)
  return draft
}

function objectField(raw: Json, field: string): Json {
  const value = raw[field]
  if (value === undefined || value === null) return {}
  return isObject(value) ? value : failType(field, 'object')
}

/** Walks every field, also those not kept: depth and size count for all of them. An item's contacts are nobody's. */
function walkEntry(raw: Json, properties: Json, item: boolean, walk: Walk): Walk {
  if (item) cleanse(walk, properties, 2, false)
  else cleanseProperties(walk, properties, () => raw.type !== 'track' || tellsOwnContacts(raw.event))
  for (const key in raw) {
    if (walk.fault !== undefined) break
    const value = raw[key]
    walk.sizeBytes += key.length + 4
    if (typeof value === 'string') walk.sizeBytes += value.length * 3 + 3
    else if (value !== properties) cleanseValue(walk, value, 1)
  }
  checkWalk(walk, raw)
  return walk
}

/**
 * Hash of project, type, event, distinct_id, time, _track_id and properties (with the contacts that left them; an item's
 * name is among them). An entry with neither a time nor a track id cannot be told from its repetition: each counts.
 */
function messageId(raw: Json, properties: Json, walk: Walk, own: { timed: boolean; index: number; request: SensorsRequest }): string {
  const { request } = own
  const project = typeof raw.project === 'string' && raw.project !== '' ? raw.project : request.project
  const alone =
    own.timed || (raw._track_id !== undefined && raw._track_id !== null) ? null : [request.requestKey, request.receivedAt, own.index]
  const fields = [project, raw.type, raw.event, raw.distinct_id, raw.time, raw._track_id, properties, walk.phone, walk.email, alone]
  return `sensors-${fingerprint(fields)}`
}

function addMoney(draft: EventDraft, properties: Json): void {
  const money = takeMoney(properties, false)
  if (money.amount !== undefined) draft.amount = money.amount
  if (money.currency !== undefined) draft.currency = money.currency
}

/** What names the item stands among its properties, put there before the walk cleans them. */
function addItem(raw: Json, properties: Json): void {
  for (const field of ['item_type', 'item_id']) {
    properties[field] = idText(raw[field], field) ?? failWire('events.missing_field', { field })
  }
}

/** Which library sent it, under the name that the Segment form uses too. */
function contextOf(raw: Json): Json {
  const lib = raw.lib
  if (!isObject(lib)) return {}
  const library: Json = {}
  for (const [own, theirs] of LIBRARY_FIELDS) if (typeof lib[theirs] === 'string') library[own] = lib[theirs]
  return { library }
}

const LIBRARY_FIELDS = [
  ['name', '$lib'],
  ['version', '$lib_version'],
  ['method', '$lib_method'],
  ['appVersion', '$app_version'],
] as const
