/** Who a Segment call is about. */
import { type DeclaredKinds, kindOf } from '../../identity/index.ts'
import type { IdentifierRef } from '../collected.ts'
import { isObject, type Json, type Walk } from './cleanse.ts'
import { addHints, addOwnContacts } from './contacts.ts'
import { failWire } from './errors.ts'
import { addRef, idText, strongestFirst } from './identities.ts'
import { EXTERNAL_IDS_PER_EVENT } from './limits.ts'
import type { SegmentKind } from './segment.ts'

/** Names that Segment's libraries give to what we call a device id. */
const DEVICE_KINDS = new Set(['android.id', 'ios.id', 'device.id'])
const UUID = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i

/**
 * The ids that the context carries: `device.id` and the typed `externalIds`, which leave the context where their kind is known.
 * To be called before the walk, which masks what looks like an address.
 */
export function takeContextIds(context: Json, kinds: DeclaredKinds | undefined): IdentifierRef[] | undefined {
  let refs: IdentifierRef[] | undefined
  const device = context.device
  if (isObject(device) && typeof device.id === 'string') {
    refs = []
    addRef(refs, 'device_id', idText(device.id, 'context.device.id'))
  }
  return Array.isArray(context.externalIds) ? takeExternalIds(context, { externalIds: context.externalIds, refs: refs ?? [], kinds }) : refs
}

interface ExternalIds {
  readonly externalIds: readonly unknown[]
  readonly refs: IdentifierRef[]
  readonly kinds: DeclaredKinds | undefined
}

function takeExternalIds(context: Json, input: ExternalIds): IdentifierRef[] {
  const { externalIds, refs, kinds } = input
  if (externalIds.length > EXTERNAL_IDS_PER_EVENT) {
    failWire('events.too_many', { field: 'context.externalIds', limit: EXTERNAL_IDS_PER_EVENT })
  }
  const left: unknown[] = []
  for (const entry of externalIds) {
    const kind = isObject(entry) ? externalKind(entry) : undefined
    if (isObject(entry) && kind !== undefined && kindOf(kind, kinds)) addRef(refs, kind, idText(entry.id, 'context.externalIds.id'))
    else left.push(entry)
  }
  context.externalIds = left
  if (left.length === 0) delete context.externalIds
  return refs
}

/** Ids of a `collection` other than users (accounts, devices of others) name nobody. */
function externalKind(entry: Json): string | undefined {
  const { type, collection } = entry
  if (typeof type !== 'string' || (collection !== undefined && collection !== null && collection !== 'users')) return undefined
  return DEVICE_KINDS.has(type) ? 'device_id' : type
}

export interface Named {
  readonly kind: SegmentKind
  readonly raw: Json
  readonly walk: Walk
  readonly contextIds: readonly IdentifierRef[] | undefined
  readonly kinds: DeclaredKinds | undefined
}

/**
 * `userId`, the contacts that the walk found, `anonymousId`, the context's ids, and for an alias the previous id: an anonymous one when it
 * is this browser's or looks like those that libraries draw, a user id otherwise.
 */
export function segmentIdentifiers({ kind, raw, walk, contextIds, kinds }: Named): IdentifierRef[] {
  const refs: IdentifierRef[] = []
  addRef(refs, 'user_id', idText(raw.userId, 'userId'))
  addOwnContacts(refs, walk)
  const anonymousId = idText(raw.anonymousId, 'anonymousId')
  addRef(refs, 'anonymous_id', anonymousId)
  if (kind === 'alias') {
    const previous = idText(raw.previousId, 'previousId')
    addRef(refs, previous === anonymousId || UUID.test(previous ?? '') ? 'anonymous_id' : 'user_id', previous)
  }
  if (contextIds !== undefined) for (const ref of contextIds) addRef(refs, ref.kind, ref.value)
  if (kind === 'alias' || contextIds !== undefined) strongestFirst(refs, kinds)
  addHints(refs, walk)
  return refs
}
