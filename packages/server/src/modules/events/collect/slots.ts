/**
 * Which node decides about an event, when several collect on the same stores. Hashes fall into slots; each slot is leased to one node,
 * which alone knows what arrived lately, is on its way or is new. A node takes the slots of one that is gone and gives some of its own to
 * one that joins; nothing is decided about a slot between two nodes.
 */

import { pause } from '../../../platform/clock.ts'
import type { Handles } from '../../../platform/handles.ts'
import { type Loop, startLoop } from '../../../platform/lifecycle/loop.ts'
import type { RecentIds } from './recent-ids.ts'
import { refillRecentIds } from './refill.ts'
import { leaveSlots, renewSlots, SLOT_LEASE_MS, SLOTS, type SlotsView, slotShare } from './slots-lease.ts'
import { insertsEnded } from './slots-takeover.ts'

const RENEW_EVERY_MS = 1_000
/**
 * The last part of a lease is not used: so long the clocks of two machines may differ and an insert may be on its way to the store before
 * the store knows of it.
 */
const UNUSED_LEASE_MS = 3_000
const LOOK_EVERY_MS = 50

export interface Peer {
  readonly node: number
  readonly address: string
  /** Aborted when its lease has run out. */
  readonly gone: AbortSignal
}

export interface Slots {
  /** Whether this node takes events of the slot; nobody else does then. */
  decides(slot: number): boolean
  decidesAll(): boolean
  /** Whether what was taken of the slot may still be stored here. */
  keeps(slot: number): boolean
  /** The other node that has the slot; undefined while nobody is known to. */
  ownerOf(slot: number): Peer | undefined
  /** An event of the slot was taken; has its outcome. */
  taken(slot: number): void
  settled(slot: number): void
  /** True as soon as the lease lets an insert be sent; false when the signal ended the waiting. */
  untilLeased(signal: AbortSignal): Promise<boolean>
  /** Begins to take part; `address` is where the other nodes reach this one. Resolves after the first step. */
  start(address: string): Promise<void>
  /** Gives everything away. Nothing may be on its way any more. */
  close(): Promise<void>
}

/** `none`: somebody else's or nobody's. `taking`: this node's, but what others stored is not known yet. `leaving`: takes nothing more. */
type Phase = 'none' | 'taking' | 'held' | 'leaving'

interface SlotState {
  phase: Phase
  /** Of the lease under which `phase` holds. */
  epoch: number
  /** Events taken and not settled. */
  open: number
  owner: Peer | undefined
}

interface State {
  readonly handles: Handles
  readonly node: number
  readonly recent: RecentIds
  /** How many ids are read back. */
  readonly recentIds: number
  readonly slots: readonly SlotState[]
  readonly peers: Map<number, Peer & { readonly end: () => void }>
  readonly closing: AbortController
  address: string
  leasedUntil: number
  held: number
  takingOver: Promise<void> | undefined
  failures: number
  loop: Loop | undefined
}

/** The slot of an event's hash. */
export function slotOf(hash: string): number {
  return Number.parseInt(hash.slice(0, 2), 16) % SLOTS
}

/** Nothing is decided here before `start`. */
export function openSlots(handles: Handles, input: { node: number; recent: RecentIds; recentIds: number }): Slots {
  const state: State = {
    handles,
    ...input,
    slots: Array.from({ length: SLOTS }, () => ({ phase: 'none', epoch: -1, open: 0, owner: undefined })),
    peers: new Map(),
    closing: new AbortController(),
    address: '',
    leasedUntil: Number.NEGATIVE_INFINITY,
    held: 0,
    takingOver: undefined,
    failures: 0,
    loop: undefined,
  }
  handles.metrics.gauge('liuchi_events_slots', 'Slots this node decides about', () => state.held)
  const at = (slot: number) => state.slots[slot] as SlotState
  return {
    decides: (slot) => at(slot).phase === 'held',
    decidesAll: () => state.held === SLOTS,
    keeps: (slot) => at(slot).phase === 'held' || at(slot).phase === 'leaving',
    ownerOf: (slot) => at(slot).owner,
    taken: (slot) => {
      at(slot).open++
    },
    settled: (slot) => {
      const one = at(slot)
      one.open--
      if (one.open === 0 && one.phase !== 'held') state.loop?.wake()
    },
    untilLeased: async (signal) => {
      const isLeased = () => handles.clocks.real.now() < state.leasedUntil - UNUSED_LEASE_MS
      while (!isLeased() && !signal.aborted) await pause(LOOK_EVERY_MS, signal)
      return isLeased()
    },
    start: (address) => start(state, address),
    close: () => close(state),
  }
}

async function start(state: State, address: string): Promise<void> {
  state.address = address
  await step(state)
  state.loop = startLoop({ name: 'slots', everyMs: RENEW_EVERY_MS, log: state.handles.log, step: () => step(state) })
}

async function close(state: State): Promise<void> {
  state.closing.abort()
  await state.loop?.stop()
  setPhases(state, (one) => {
    one.phase = 'none'
  })
  // When Postgres is away the lease runs out by itself.
  if (state.loop) await leaveSlots(state.handles.db, state.node).catch(() => undefined)
}

/** Never throws: a store that is away is asked again at the same pace, for a lease does not wait longer each time. */
async function step(state: State): Promise<void> {
  const { node, address, handles } = state
  const now = handles.clocks.real.now()
  const give = state.slots.flatMap((one, slot) => (one.phase === 'leaving' && one.open === 0 ? [slot] : []))
  try {
    const view = await renewSlots(handles.db, { node, address, now, give })
    state.leasedUntil = now + SLOT_LEASE_MS
    state.failures = 0
    adopt(state, view)
  } catch (error) {
    if (state.failures++ === 0) handles.log.warn({ error: String(error) }, 'the lease of the slots was not renewed')
  }
}

/** Makes the leases' view this node's own. */
function adopt(state: State, view: SlotsView): void {
  adoptPeers(state, view)
  setPhases(state, (one, slot) => {
    const row = view.slots[slot]
    const mine = row?.node === state.node
    one.owner = mine || !row ? undefined : state.peers.get(row.node)
    if (mine && one.epoch === row.epoch && one.phase !== 'none') return
    // What was taken under a former lease must fail before a new one begins.
    one.phase = mine && one.open === 0 ? 'taking' : 'none'
    one.epoch = row?.epoch ?? -1
  })
  const surplus = state.slots.filter((one) => one.phase === 'held').length - slotShare(view.nodes.length)
  if (surplus > 0) leave(state, surplus)
  if (state.slots.some((one) => one.phase === 'taking')) state.takingOver ??= takeOverAll(state)
}

function adoptPeers(state: State, { nodes }: SlotsView): void {
  for (const { node, address } of nodes) {
    if (node === state.node || state.peers.has(node)) continue
    const gone = new AbortController()
    state.peers.set(node, { node, address, gone: gone.signal, end: () => gone.abort() })
  }
  for (const [node, peer] of state.peers) {
    if (nodes.some((one) => one.node === node)) continue
    peer.end()
    state.peers.delete(node)
  }
}

function leave(state: State, surplus: number): void {
  let left = surplus
  setPhases(state, (one) => {
    if (one.phase !== 'held' || left === 0) return
    one.phase = 'leaving'
    left--
  })
  state.loop?.wake()
}

/**
 * Reads back the recent ids of the slots that became this node's, once nothing of their former owners can be stored any more; those that
 * are still its own afterwards are served.
 */
async function takeOverAll(state: State): Promise<void> {
  const { handles, closing, recentIds: count } = state
  const epochs = new Map(state.slots.flatMap((one, slot) => (one.phase === 'taking' ? [[slot, one.epoch] as const] : [])))
  try {
    await insertsEnded(handles, closing.signal)
    await refillRecentIds(handles.clickhouse, state.recent, { count, slots: [...epochs.keys()] })
    setPhases(state, (one, slot) => {
      if (!closing.signal.aborted && one.phase === 'taking' && one.epoch === epochs.get(slot)) one.phase = 'held'
    })
    handles.log.info({ node: state.node, taken: epochs.size, held: state.held }, 'slots were taken')
  } catch (error) {
    if (!closing.signal.aborted) handles.log.warn({ error: String(error) }, 'slots could not be taken yet')
  } finally {
    state.takingOver = undefined
  }
}

function setPhases(state: State, change: (one: SlotState, slot: number) => void): void {
  for (const [slot, one] of state.slots.entries()) change(one, slot)
  state.held = state.slots.filter((one) => one.phase === 'held').length
}
