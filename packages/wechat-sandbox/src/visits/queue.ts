/** Pages people are about to open, and those they opened. */
import { personKey } from '../inbox/inbox.ts'
import type { Person, Visit, World } from '../world.ts'

export interface WaitingVisit {
  readonly id: number
  readonly by: Person
  readonly url: string
}

interface VisitRow {
  id: number
  person: string
  url: string
}

export function queueVisit(world: World, visit: Visit): void {
  const sql = "insert into visits (person, url, at, state) values (?, ?, ?, 'waiting')"
  world.store.run(sql, [personKey(visit.by), visit.url, world.clock.now()])
}

export function waitingVisits(world: World, limit: number): WaitingVisit[] {
  const rows = world.store.all<VisitRow>("select id, person, url from visits where state = 'waiting' order by id limit ?", [limit])
  return rows.map(({ id, person, url }) => ({ id, by: personOf(person), url }))
}

export function writeVisit(world: World, input: { id: number; outcome: string; reachedUrl: string }): void {
  const sql = "update visits set state = 'done', outcome = ?, reached_url = ? where id = ?"
  world.store.run(sql, [input.outcome, input.reachedUrl, input.id])
}

function personOf(key: string): Person {
  const [kind, first = '', ...rest] = key.split(':')
  return kind === 'customer' ? { customer: [first, ...rest].join(':') } : { corpId: first, staff: rest.join(':') }
}
