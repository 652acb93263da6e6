/** A collector in front of this node's own: events that another node decides about go there over HTTP, the others stay here. */
import { pause } from '../../../platform/clock.ts'
import { deriveKey } from '../../../platform/crypto.ts'
import { AppError } from '../../../platform/errors.ts'
import type { Handles } from '../../../platform/handles.ts'
import type { CollectInput, Collector, CollectResult } from './collector.ts'
import { failCollect } from './errors.ts'
import { messageHash } from './message-hash.ts'
import { type Peer, type Slots, slotOf } from './slots.ts'

export const FORWARD_PATH = '/internal/collect'
export const NODE_HEADER = 'x-liuchi-node'
/** Of one forwarded request: with 32 KB an event far below what the other side takes. */
const MAX_FORWARDED_EVENTS = 1_000
/** Unanswered events of others that this node holds in memory. */
const MAX_WAITING_EVENTS = 100_000
const RETRY_AFTER_SECONDS = 1
/** How long a call waits while nobody decides about its slots: the lease of a node that died, and reading its ids back. */
const OWNERLESS_WITHIN_MS = 15_000
const LOOK_AGAIN_MS = 50

interface Parts {
  readonly handles: Handles
  readonly collector: Collector
  readonly slots: Slots
  readonly key: string
  /** Nodes that did not answer the last time, so that it is said once. */
  readonly unreachable: Set<number>
  waiting: number
}

/** What proves that a request comes from a process with the same secret. */
export function internalKey(handles: Pick<Handles, 'secret'>): string {
  return deriveKey(handles.secret, 'events between nodes').toString('base64url')
}

/**
 * The same face as the node's own collector, for events of every slot. Resolves when each part is durable where it belongs.
 * @throws beyond what a collector throws: events.slot_away when nobody decides about some of the events; the caller sends all again
 */
export function openForwarding(handles: Handles, { collector, slots }: { collector: Collector; slots: Slots }): Collector {
  const parts: Parts = { handles, collector, slots, key: internalKey(handles), unreachable: new Set(), waiting: 0 }
  const collect: Collector['collect'] = async (input) => {
    const here = slots.decidesAll() ? await unlessMoved(collector.collect(input)) : undefined
    return here ?? collectEverywhere(parts, input)
  }
  return { ...collector, collect }
}

/** Events of one call that go the same way. */
interface Group {
  /** Undefined: they stay here. */
  readonly peer: Peer | undefined
  readonly indexes: number[]
}

async function collectEverywhere(parts: Parts, input: CollectInput): Promise<CollectResult> {
  if (parts.waiting > MAX_WAITING_EVENTS) failCollect('events.overloaded', { retryAfterSeconds: RETRY_AFTER_SECONDS })
  parts.waiting += input.events.length
  try {
    return await collectParts(parts, input)
  } finally {
    parts.waiting -= input.events.length
  }
}

/** Sends every event where it belongs now; what came too late for that goes where it belongs then. */
async function collectParts(parts: Parts, input: CollectInput): Promise<CollectResult> {
  const { real } = parts.handles.clocks
  const until = real.now() + OWNERLESS_WITHIN_MS
  const slots = input.events.map((event) => slotOf(messageHash(input.workspaceId, event.messageId)))
  const done: { group: Group; result: CollectResult }[] = []
  let left = slots.map((_, index) => index)
  for (;;) {
    const { groups, ownerless } = grouped(parts.slots, slots, left)
    left = ownerless
    const results = await Promise.all(groups.map((group) => collectGroup(parts, input, group)))
    for (const [place, group] of groups.entries()) {
      const result = results[place]
      if (result) done.push({ group, result })
      else left.push(...group.indexes)
    }
    if (left.length === 0) return joined(done)
    if (real.now() > until) failCollect('events.slot_away', { retryAfterSeconds: RETRY_AFTER_SECONDS })
    await pause(LOOK_AGAIN_MS)
  }
}

function grouped(slots: Slots, slotOfIndex: readonly number[], indexes: readonly number[]): { groups: Group[]; ownerless: number[] } {
  const open = new Map<Peer | undefined, Group>()
  const groups: Group[] = []
  const ownerless: number[] = []
  for (const index of indexes) {
    const slot = slotOfIndex[index] ?? 0
    const peer = slots.ownerOf(slot)
    if (!peer && !slots.decides(slot)) {
      ownerless.push(index)
      continue
    }
    let group = open.get(peer)
    if (!group || (peer && group.indexes.length >= MAX_FORWARDED_EVENTS)) {
      group = { peer, indexes: [] }
      open.set(peer, group)
      groups.push(group)
    }
    group.indexes.push(index)
  }
  return { groups, ownerless }
}

function joined(done: readonly { group: Group; result: CollectResult }[]): CollectResult {
  const refused = done.flatMap(({ group, result }) =>
    result.refused.map(({ index, refusal }) => ({ index: group.indexes[index] ?? 0, refusal })),
  )
  return {
    stored: done.reduce((sum, { result }) => sum + result.stored, 0),
    duplicates: done.reduce((sum, { result }) => sum + result.duplicates, 0),
    refused: refused.sort((a, b) => a.index - b.index),
  }
}

/** Undefined when somebody else has to be asked, or the same one again. */
function collectGroup(parts: Parts, input: CollectInput, { peer, indexes }: Group): Promise<CollectResult | undefined> {
  const part = { ...input, events: indexes.flatMap((index) => input.events[index] ?? []) }
  return unlessMoved(peer ? forward(parts, peer, part) : parts.collector.collect(part))
}

/** Undefined when the events, or some of them, belong elsewhere by now. */
async function unlessMoved(collecting: Promise<CollectResult | undefined>): Promise<CollectResult | undefined> {
  try {
    return await collecting
  } catch (error) {
    if (error instanceof AppError && error.code === 'events.slot_moved') return undefined
    throw error
  }
}

/** A node that cannot be reached is asked again: asking twice does no harm, it knows the copies. */
async function forward(parts: Parts, peer: Peer, input: CollectInput): Promise<CollectResult | undefined> {
  const { log } = parts.handles
  const answer = await ask(parts, peer, input).catch((error: unknown) => {
    if (!parts.unreachable.has(peer.node))
      log.error(
        { node: peer.node, address: peer.address, error: String(error) },
        'another node cannot be reached: is LIUCHI_INTERNAL_URL right?',
      )
    parts.unreachable.add(peer.node)
    return undefined
  })
  if (!answer) return undefined
  parts.unreachable.delete(peer.node)
  if (answer.status === 200) return answer.body as CollectResult
  const { code, details } = answer.body as { code: string; details: Record<string, unknown> }
  throw new AppError(code, details)
}

async function ask({ key }: Parts, peer: Peer, input: CollectInput): Promise<{ status: number; body: unknown }> {
  const response = await fetch(new URL(FORWARD_PATH, peer.address), {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}`, [NODE_HEADER]: String(peer.node) },
    body: JSON.stringify(input),
    signal: peer.gone,
  })
  if (response.headers.get(NODE_HEADER) !== String(peer.node)) throw new Error(`somebody else answers there, with ${response.status}`)
  return { status: response.status, body: await response.json() }
}
