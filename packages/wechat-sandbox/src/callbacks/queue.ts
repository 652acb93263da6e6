/** Callbacks on their way: rows, so that a restart goes on with them. */
import { readFaults } from '../faults.ts'
import type { CallbackEvent, World } from '../world.ts'
import { xmlDocument } from './xml.ts'

/** How far a reordered callback, or the second copy of a doubled one, falls behind. */
const LONGEST_LAG_MS = 3_000

export interface WaitingCallback {
  readonly id: number
  readonly corpId: string
  readonly xml: string
  readonly attempts: number
}

/** Writes the event down once, twice or as lost, as the faults have it. */
export function queueCallback(world: World, input: { event: CallbackEvent; realNow: number }): void {
  const { event } = input
  const faults = readFaults(world)
  const happens = (probability: number) => probability > 0 && world.random.next() < probability
  const heard = world.store.get<{ url: string | null }>('select callback_url as url from corps where corp_id = ?', [event.corpId])?.url
  const lost = happens(faults.lose)
  const lagMs = happens(faults.reorder) ? 1 + world.random.integer(LONGEST_LAG_MS) : 0
  const dueAt = input.realNow + faults.delayMs + lagMs
  const state = heard ? (lost ? 'lost' : 'waiting') : 'unheard'
  insert(world, { event, state, dueAt, copy: 0 })
  if (state === 'waiting' && happens(faults.duplicate)) {
    insert(world, { event, state, dueAt: dueAt + world.random.integer(LONGEST_LAG_MS), copy: 1 })
  }
}

function insert(world: World, input: { event: CallbackEvent; state: string; dueAt: number; copy: 0 | 1 }): void {
  const { event } = input
  const xml = xmlDocument({
    ToUserName: event.corpId,
    FromUserName: 'sys',
    CreateTime: Math.floor(world.clock.now() / 1_000),
    MsgType: 'event',
    Event: event.Event,
    ChangeType: event.ChangeType,
    ...event.fields,
  })
  world.store.run(
    `insert into callbacks (corp_id, event, change_type, xml, created_at, state, attempts, due_at, copy)
     values (?, ?, ?, ?, ?, ?, 0, ?, ?)`,
    [event.corpId, event.Event, event.ChangeType ?? '', xml, world.clock.now(), input.state, input.dueAt, input.copy],
  )
}

/** Takes the next due ones; they count as sending until their outcome is written. */
export function takeCallbacks(world: World, input: { dueBy: number; limit: number }): WaitingCallback[] {
  const sql = `select id, corp_id as corpId, xml, attempts from callbacks
    where state = 'waiting' and due_at <= ? order by due_at, id limit ?`
  const rows = world.store.all<WaitingCallback>(sql, [input.dueBy, input.limit])
  if (rows.length === 0) return rows
  world.store.transaction(() => {
    for (const { id } of rows) world.store.run("update callbacks set state = 'sending' where id = ?", [id])
  })
  return rows
}

export function writeOutcome(
  world: World,
  input: { id: number; attempts: number; state: 'sent' | 'failed' | 'waiting'; outcome: string; dueAt: number },
): void {
  world.store.run('update callbacks set state = ?, attempts = ?, outcome = ?, due_at = ? where id = ?', [
    input.state,
    input.attempts,
    input.outcome,
    input.dueAt,
    input.id,
  ])
}

/** After a restart: who knows whether they arrived; the receiver must bear a second copy anyway. */
export function retakeInterrupted(world: World): void {
  world.store.run("update callbacks set state = 'waiting' where state = 'sending'")
}

/** When the next waiting one is due, in real time. */
export function nextDueAt(world: World): number | undefined {
  const row = world.store.get<{ at: number | null }>("select min(due_at) as at from callbacks where state = 'waiting'")
  return row?.at ?? undefined
}

/** Forgets finished ones but the newest `keep`. */
export function sweepCallbacks(world: World, keep: number): void {
  const sql = `delete from callbacks where id <= (select max(id) from callbacks) - ? and state not in ('waiting', 'sending')`
  world.store.run(sql, [keep])
}
