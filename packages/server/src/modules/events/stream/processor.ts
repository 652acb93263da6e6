/**
 * Turns stored events into state, each exactly once: a leased holder reads every node's events in order; the effects
 * and all cursors commit in one Postgres transaction that checks the lease epoch. After a crash the next holder goes on
 * from the cursors.
 */
import { type Db, inTransaction, sql, type Tx } from '../../../platform/db/index.ts'
import type { Handles } from '../../../platform/handles.ts'
import { startLoop } from '../../../platform/lifecycle/loop.ts'
import { type Backlog, openBacklog } from './backlog.ts'
import type { StreamConsumer, StreamEvent } from './consumer.ts'
import { holdLease, type Lease, LeaseLostError, releaseLease, STREAM_LEASE_MS, takeLease } from './lease.ts'
import { readTail } from './tail.ts'

const STREAM = 'main'
const TICK_MS = 200
const BATCH_EVENTS = 20_000
/** Other nodes are read from the store, new ones are learnt of and the lease is renewed when idle, this often. */
const REST_EVERY_MS = 1_000
/** A dead node's last insert may still land this long after its lease ended; only then is the node finished. */
const INSERT_TIMEOUT_MS = 60_000

export interface Processor {
  /** Called by the collector with events that have just become durable, in sequence order. */
  stored(events: readonly StreamEvent[]): void
  /** Processes until every stored event has taken effect. For tests, imports and the clock call; throws when another process holds the stream. */
  drain(): Promise<void>
  /** Events stored by this process that wait in memory. */
  waiting(): number
  stop(): Promise<void>
}

interface State {
  readonly handles: Handles
  readonly consumers: readonly StreamConsumer[]
  readonly ownNode: number
  readonly backlog: Backlog
  /** No other process can be alive on these stores. */
  readonly alone: boolean
  lease: Lease | undefined
  cursors: Map<number, number>
  /** Other nodes of which more is stored than was read: they are read in every round. */
  behind: ReadonlySet<number>
  /** A commit failed, so what was committed is not known here: the cursors are read again. */
  stale: boolean
  restedAt: number
}

/** Starts processing. `alone`: no other process can be alive on these stores (embedded), so an old lease is void and old nodes are dead. */
export function startProcessor(
  handles: Handles,
  input: { ownNode: number; consumers: readonly StreamConsumer[]; alone: boolean },
): Processor {
  const state: State = {
    handles,
    consumers: input.consumers,
    ownNode: input.ownNode,
    alone: input.alone,
    backlog: openBacklog(),
    lease: undefined,
    cursors: new Map(),
    behind: new Set(),
    stale: true,
    restedAt: 0,
  }
  let takeOver = input.alone
  let turn: Promise<unknown> = Promise.resolve()
  const oneAtATime = <T>(fn: () => Promise<T>): Promise<T> => {
    const mine = turn.then(fn)
    turn = mine.catch(() => undefined)
    return mine
  }
  const step = (everything: boolean, signal?: AbortSignal) =>
    oneAtATime(async () => {
      try {
        if (!(await ensureLease(state, takeOver))) return 'elsewhere' as const
        takeOver = false
        while (!signal?.aborted && (await advance(state, everything)) > 0);
        return 'here' as const
      } catch (error) {
        if (error instanceof LeaseLostError) return 'elsewhere' as const
        throw error
      }
    })
  const loop = startLoop({ name: 'event stream', everyMs: TICK_MS, log: handles.log, step: (signal) => step(false, signal) })
  return {
    stored: (events) => {
      state.backlog.add(events)
      // Another process reads these from the store; here they would only fill memory.
      if (!state.lease) state.backlog.clear()
    },
    drain: async () => {
      if ((await step(true)) === 'elsewhere') throw new LeaseLostError('another process holds the stream')
    },
    waiting: state.backlog.size,
    stop: async () => {
      await loop.stop()
      await oneAtATime(async () => state.lease && releaseLease(handles.db, state.lease))
    },
  }
}

async function ensureLease(state: State, takeOver: boolean): Promise<boolean> {
  const { db, clocks } = state.handles
  if (!state.lease) {
    state.lease = await takeLease(db, { stream: STREAM, holder: `node-${state.ownNode}`, now: clocks.real.now(), takeOver })
    state.stale = true
  }
  if (state.lease && state.stale) {
    state.cursors = await readCursors(db, state.ownNode)
    state.stale = false
  }
  return state.lease !== undefined
}

/** Cursors of the nodes that may still have something to process; a node never seen begins at 0. */
async function readCursors(db: Db, ownNode: number): Promise<Map<number, number>> {
  const rows = await sql<{ node: number; sequence: number }>`
    select nodes.node, coalesce(cursors.sequence, 0)::bigint as sequence
    from events_nodes nodes left join events_stream_cursors cursors on cursors.node = nodes.node and cursors.stream = ${STREAM}
    where cursors.finished is not true`.execute(db)
  const cursors = new Map(rows.rows.map((row) => [row.node, row.sequence]))
  if (!cursors.has(ownNode)) cursors.set(ownNode, 0)
  return cursors
}

/** One round; answers how many events took effect. Other nodes are looked at when a rest is due, or always with `everything`. */
async function advance(state: State, everything: boolean): Promise<number> {
  const now = state.handles.clocks.real.now()
  const restDue = everything || now - state.restedAt >= REST_EVERY_MS
  const read: { node: number; events: StreamEvent[] }[] = []
  for (const [node, cursor] of state.cursors)
    if (node === state.ownNode || restDue || state.behind.has(node)) read.push({ node, events: await readNode(state, node, cursor) })
  const events = read.flatMap((part) => part.events)
  try {
    if (events.length > 0) await commit(state, { events, cursors: moved(state.cursors, read), now })
    state.behind = new Set(
      read.filter((part) => part.node !== state.ownNode && part.events.length >= BATCH_EVENTS).map((part) => part.node),
    )
    // Also when there is always something to do: a node that joined must not wait for a quiet moment.
    if (restDue) await rest(state, { quiet: read.filter((part) => part.events.length === 0).map((part) => part.node), now })
    return events.length
  } catch (error) {
    state.stale = true
    state.backlog.clear()
    if (error instanceof LeaseLostError) state.lease = undefined
    throw error
  }
}

/** The cursors after what was read has taken effect. */
function moved(
  cursors: ReadonlyMap<number, number>,
  read: readonly { node: number; events: readonly StreamEvent[] }[],
): Map<number, number> {
  const next = new Map(cursors)
  for (const { node, events } of read) {
    const last = events.at(-1)
    if (last) next.set(node, last.sequence)
  }
  return next
}

async function readNode(state: State, node: number, cursor: number): Promise<StreamEvent[]> {
  if (node === state.ownNode) {
    const kept = state.backlog.takeAfter(cursor, BATCH_EVENTS)
    if (kept !== 'missing') return kept.events
  }
  return readTail(state.handles.clickhouse, { node, cursor, limit: BATCH_EVENTS })
}

async function commit(
  state: State,
  { events, cursors, now }: { events: readonly StreamEvent[]; cursors: Map<number, number>; now: number },
): Promise<void> {
  const lease = state.lease
  if (!lease) throw new LeaseLostError('the stream is not held')
  await inTransaction(state.handles.db, async (tx) => {
    await holdLease(tx, lease, now)
    for (const consumer of state.consumers) await consumer.apply(tx, events)
    await writeCursors(tx, cursors)
  })
  state.cursors = cursors
}

async function writeCursors(tx: Tx, cursors: Map<number, number>): Promise<void> {
  await sql`insert into events_stream_cursors (stream, node, sequence)
    select ${STREAM}, node, sequence from unnest(${[...cursors.keys()]}::bigint[], ${[...cursors.values()]}::bigint[]) as moved(node, sequence)
    on conflict (stream, node) do update set sequence = excluded.sequence`.execute(tx)
}

/** Keeps the lease, learns of new nodes, finishes those of the quiet ones that can no longer store anything. */
async function rest(state: State, { quiet, now }: { quiet: readonly number[]; now: number }): Promise<void> {
  const lease = state.lease
  if (!lease) return
  const drained = quiet.filter((node) => node !== state.ownNode)
  await inTransaction(state.handles.db, async (tx) => {
    await holdLease(tx, lease, now)
    if (drained.length === 0) return
    await sql`insert into events_stream_cursors (stream, node, sequence, finished)
      select ${STREAM}, node, sequence, true from unnest(${drained}::bigint[], ${drained.map((node) => state.cursors.get(node) ?? 0)}::bigint[]) as quiet(node, sequence)
      where (${state.alone} and node < ${state.ownNode}) or node in (select node from events_nodes where alive_until < ${new Date(now - STREAM_LEASE_MS - INSERT_TIMEOUT_MS)})
      on conflict (stream, node) do update set finished = true`.execute(tx)
  })
  state.restedAt = now
  state.cursors = mergeCursors(await readCursors(state.handles.db, state.ownNode), state.cursors)
}

/** Known positions win over stored ones: they are the same or were just committed. */
function mergeCursors(stored: Map<number, number>, known: Map<number, number>): Map<number, number> {
  return new Map([...stored].map(([node, sequence]) => [node, known.get(node) ?? sequence]))
}
