/**
 * Takes events from many calls at once and stores each once. While one insert runs, the people of the next batch are found and the batch
 * after it builds up. A call is answered when all its events are durable.
 */
import { elapsedMs, pause } from '../../../platform/clock.ts'
import { AppError } from '../../../platform/errors.ts'
import type { Handles } from '../../../platform/handles.ts'
import type { CollectedEvent } from '../collected.ts'
import type { Doorkeeper } from '../plan/declarations.ts'
import { type CollectMetrics, openCollectMetrics } from './collect-metrics.ts'
import { failCollect } from './errors.ts'
import { hashHigh, hashLow, messageHash } from './message-hash.ts'
import { type Node, openNode } from './node.ts'
import { type Call, type CollectResult, endCall, type Outcome, type Pending, settle } from './pending.ts'
import { prepare, unstorableRefusal } from './prepare.ts'
import { openRecentIds, RECENT_IDS, type RecentIds } from './recent-ids.ts'
import { refillRecentIds } from './refill.ts'
import { correctedTime, rowTail, rowText, unstorableField } from './row.ts'
import { openSlots, type Slots, slotOf } from './slots.ts'
import { isStored } from './slots-takeover.ts'
import { type StoredRun, storeBatch } from './store-batch.ts'
import type { StoredEvent, StoredListener } from './stored-event.ts'
import { FULL_BATCH_EVENTS, openWaitingLine, type WaitingLine } from './waiting-line.ts'

export type { CollectResult } from './pending.ts'
export type { StoredEvent, StoredListener } from './stored-event.ts'

export interface CollectInput {
  readonly workspaceId: number
  /** Milliseconds; of one call all the same. */
  readonly receivedAt: number
  readonly events: readonly CollectedEvent[]
}

export interface Collector {
  /** Number of this node; stored events carry it. */
  readonly node: number
  /** Which events this node decides about; absent: all. */
  readonly slots?: Slots | undefined
  /**
   * Resolves when every event of the call is durable, known to be a copy, or refused; nothing of it is lost afterwards.
   * @throws events.overloaded before anything was taken; events.slot_moved when another node decides about some of the events;
   * events.store_away when the outcome of some is not known: the caller sends all again
   */
  collect(input: CollectInput): Promise<CollectResult>
  onStored(listener: StoredListener): void
  /** Takes nothing more and resolves when what was taken has its outcome. */
  close(): Promise<void>
}

/** Unanswered events are held to this many bytes of rows, some four times as much in memory. */
const MAX_WAITING_BYTES = 48 * 1024 * 1024
const MAX_WAITING_EVENTS = 100_000
const RETRY_AFTER_SECONDS = 1
/** How long closing waits for a store that does not answer. */
const CLOSE_WITHIN_MS = 8_000
const GATHER_PAUSE_MS = 4
const GATHER_AT_MOST_MS = 40
const PREPARE_PAUSE_MS = 200
const LONGEST_PREPARE_PAUSE_MS = 5_000

export interface CollectorOptions {
  /** Says which events may not come in although they could be stored. */
  readonly doorkeeper?: Doorkeeper
  /** Other processes collect on the same stores: only what belongs to this node's slots is taken, none before `slots.start`. */
  readonly several?: boolean
  /** Ids remembered, and the bounds below; for tests. */
  readonly recentIds?: number
  readonly maxWaitingBytes?: number
  readonly closeWithinMs?: number
}

interface State {
  readonly handles: Handles
  readonly node: Node
  readonly recent: RecentIds
  readonly doorkeeper: Doorkeeper | undefined
  readonly slots: Slots | undefined
  readonly line: WaitingLine
  /** Events taken and not stored yet, by hash. */
  readonly onTheWay: Map<string, Pending>
  readonly listeners: StoredListener[]
  readonly metrics: CollectMetrics
  readonly closing: AbortController
  readonly maxWaitingBytes: number
  sequence: number
  waitingBytes: number
  closed: boolean
  /** The insert under way. */
  storing: Promise<void>
  /** Batches being made until nothing waits. */
  working: Promise<void> | undefined
}

/** Opens collecting on this node: takes a node number and reads back the recent ids. */
export async function openCollector(handles: Handles, options: CollectorOptions = {}): Promise<Collector> {
  const node = await openNode(handles)
  const capacity = options.recentIds ?? RECENT_IDS
  const recent = openRecentIds({ capacity })
  await refillRecentIds(handles.clickhouse, recent, { count: capacity })
  const line = openWaitingLine()
  const state: State = {
    handles,
    node,
    recent,
    doorkeeper: options.doorkeeper,
    slots: options.several ? openSlots(handles, { node: node.number, recent, recentIds: capacity }) : undefined,
    line,
    onTheWay: new Map(),
    listeners: [],
    metrics: openCollectMetrics(handles.metrics, { waiting: () => state.onTheWay.size, remembered: () => recent.size() }),
    closing: new AbortController(),
    maxWaitingBytes: options.maxWaitingBytes ?? MAX_WAITING_BYTES,
    sequence: 0,
    waitingBytes: 0,
    closed: false,
    storing: Promise.resolve(),
    working: undefined,
  }
  return {
    node: node.number,
    slots: state.slots,
    collect: (input) => collect(state, input),
    onStored: (listener) => {
      state.listeners.push(listener)
    },
    close: () => close(state, options.closeWithinMs ?? CLOSE_WITHIN_MS),
  }
}

async function collect(state: State, input: CollectInput): Promise<CollectResult> {
  if (state.closed || state.waitingBytes > state.maxWaitingBytes || state.onTheWay.size > MAX_WAITING_EVENTS)
    failCollect('events.overloaded', { retryAfterSeconds: RETRY_AFTER_SECONDS })
  if (state.slots && !decidesAbout(state.slots, input)) failCollect('events.slot_moved')
  return new Promise((resolve, reject) => {
    const call: Call = { open: 1, stored: 0, duplicates: 0, refused: [], failure: undefined, resolve, reject }
    for (let index = 0; index < input.events.length; index++) take(state, { input, call, index })
    call.open--
    endCall(call)
    state.working ??= work(state)
  })
}

function decidesAbout(slots: Slots, { workspaceId, events }: CollectInput): boolean {
  return slots.decidesAll() || events.every(({ messageId }) => slots.decides(slotOf(messageHash(workspaceId, messageId))))
}

/** Decides what an event is: refused, stored before, a copy of one on its way, or new. */
function take(state: State, { input, call, index }: { input: CollectInput; call: Call; index: number }): void {
  const event = input.events[index]
  if (!event) return
  const field = unstorableField(event)
  if (field !== undefined) {
    call.refused.push({ index, refusal: unstorableRefusal(state.handles, { field, reason: 'format' }) })
    return
  }
  const { workspaceId, receivedAt } = input
  const hash = messageHash(workspaceId, event.messageId)
  const high = hashHigh(hash)
  const low = hashLow(hash)
  const first = state.onTheWay.get(hash)
  if (first) {
    first.copies ??= []
    first.copies.push({ call, index })
    call.open++
  } else if (state.recent.has(high, low)) call.duplicates++
  else {
    const seenAt = correctedTime(event, receivedAt)
    const tail = rowTail(event, { workspaceId, hash, time: seenAt, receivedAt })
    const refs = event.identifiers
    // biome-ignore format: one line a part
    const pending: Pending = {
      call, index, workspaceId, receivedAt, event, hash, high, low, refs, seenAt, tail,
      atom: 0, identified: false, sequence: 0, copies: undefined,
    }
    call.open++
    state.slots?.taken(slotOf(hash))
    state.waitingBytes += tail.length
    state.onTheWay.set(hash, pending)
    state.line.add(pending)
  }
}

/** Makes batches until nothing waits. The people of a full batch are found while the batch before it is being stored. */
async function work(state: State): Promise<void> {
  await gather(state)
  for (let batch = state.line.takeBatch(); batch.length > 0; batch = state.line.takeBatch()) {
    const events = await prepareUntilDone(state, batch)
    await state.storing
    state.storing = store(state, events)
    await gather(state)
  }
  state.working = undefined
}

/**
 * Waits for company: an insert costs as much as some thousand of its rows, and those who were just answered send again. A full line is
 * taken at once, one that is not full not before the insert under way has ended and not while it still grows.
 */
async function gather({ line, storing, closing }: State): Promise<void> {
  await Promise.race([line.whenFull(), storing])
  const until = elapsedMs() + GATHER_AT_MOST_MS
  for (let before = -1; line.size() > before && line.size() < FULL_BATCH_EVENTS && elapsedMs() < until; ) {
    before = line.size()
    await pause(GATHER_PAUSE_MS, closing.signal)
  }
}

/** Answers what is to be stored; everything else of the batch is settled. A store that is away is asked again until closing. */
async function prepareUntilDone(state: State, batch: readonly Pending[]): Promise<readonly Pending[]> {
  const { signal } = state.closing
  for (let tries = 0; ; tries++) {
    try {
      const prepared = await prepare(state, batch)
      for (const { pending, outcome } of prepared.settled) finish(state, pending, outcome)
      return prepared.events
    } catch (error) {
      state.handles.log.warn({ tries, events: batch.length, error: errorCode(error) }, 'a batch of events could not be prepared')
      await pause(Math.min(PREPARE_PAUSE_MS * 2 ** tries, LONGEST_PREPARE_PAUSE_MS), signal)
      if (!signal.aborted) continue
      failAll(state, batch)
      return []
    }
  }
}

/** Numbers the events, stores them and tells everybody. Never throws. */
async function store(state: State, batch: readonly Pending[]): Promise<void> {
  const events = state.slots ? await stillKept(state, state.slots, batch) : batch
  if (events.length === 0) return
  const node = state.node.number
  const firstSequence = state.sequence + 1
  const token = `n${node}s${firstSequence}`
  const rows = events.map((pending) => {
    pending.sequence = ++state.sequence
    return rowText(pending.tail, { atom: pending.atom, node, sequence: pending.sequence })
  })
  const startedAt = elapsedMs()
  const { signal } = state.closing
  const claim = state.slots && {
    holds: async (slots = state.slots) =>
      (await slots?.untilLeased(signal)) === true && events.every(({ hash }) => slots?.keeps(slotOf(hash))),
    isStored: (place: number) => isStored(state.handles, { node, sequence: firstSequence + place, signal }),
  }
  const runs = await storeBatch(state.handles, { rows, token, signal, claim })
  const stored: Pending[] = []
  let place = 0
  for (const run of runs) {
    if (run.outcome === 'stored') stored.push(...events.slice(place, place + run.rows))
    place += run.rows
  }
  state.metrics.inserted({ seconds: (elapsedMs() - startedAt) / 1000, events: stored.length })
  announce(state, stored)
  place = 0
  for (const run of runs) {
    const outcome = outcomeOf(state, run)
    for (const pending of events.slice(place, place + run.rows)) {
      if (outcome === STORED) remember(state, pending)
      finish(state, pending, outcome)
    }
    place += run.rows
  }
}

/** Those whose slots were lost since they were taken are left to the slots' next owner. */
async function stillKept(state: State, slots: Slots, batch: readonly Pending[]): Promise<readonly Pending[]> {
  const leased = await slots.untilLeased(state.closing.signal)
  const error = new AppError(leased ? 'events.slot_moved' : 'events.store_away')
  return batch.filter((pending) => {
    if (leased && slots.keeps(slotOf(pending.hash))) return true
    finish(state, pending, { kind: 'failed', error })
    return false
  })
}

const STORED: Outcome = { kind: 'stored' }

function outcomeOf(state: State, { outcome, reason = '' }: StoredRun): Outcome {
  if (outcome === 'stored') return STORED
  if (outcome === 'failed') return { kind: 'failed', error: new AppError('events.store_away') }
  return { kind: 'refused', refusal: unstorableRefusal(state.handles, { field: 'properties', reason }) }
}

function remember(state: State, { high, low, event, receivedAt }: Pending): void {
  state.recent.add(high, low, { aheadMs: Math.max(0, event.timestamp - receivedAt), receivedAt })
}

function finish(state: State, pending: Pending, outcome: Outcome): void {
  state.onTheWay.delete(pending.hash)
  state.slots?.settled(slotOf(pending.hash))
  state.waitingBytes -= pending.tail.length
  settle(pending, outcome)
}

function failAll(state: State, events: readonly Pending[]): void {
  const error = new AppError('events.store_away')
  for (const pending of events) finish(state, pending, { kind: 'failed', error })
}

function announce(state: State, events: readonly Pending[]): void {
  if (state.listeners.length === 0 || events.length === 0) return
  const stored = events.map((pending) => storedEvent(pending, state.node.number))
  for (const listener of state.listeners) listener(stored)
}

function storedEvent({ workspaceId, event, seenAt, receivedAt, atom, sequence, hash }: Pending, node: number): StoredEvent {
  const { name, type, source, properties, amount, currency } = event
  return {
    workspaceId,
    name,
    type,
    source,
    time: seenAt,
    receivedAt,
    atom,
    node,
    sequence,
    messageHash: hash,
    properties,
    amount,
    currency,
  }
}

function errorCode(error: unknown): string {
  if (error instanceof Error) return 'code' in error ? `${error.name} ${String(error.code)}` : error.name
  return 'thrown'
}

async function close(state: State, withinMs: number): Promise<void> {
  state.closed = true
  const inTime = new AbortController()
  void pause(withinMs, inTime.signal).then(() => state.closing.abort())
  while (state.working) await state.working
  await state.storing
  inTime.abort()
  await state.slots?.close()
  await state.node.end()
}
