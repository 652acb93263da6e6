/** Calls the sandbox does not know: kept, so that whoever builds sees what is missing. */
import type { World } from '../world.ts'

/** Distinct ones kept; a scanner must not fill the disk. */
const MAX_UNKNOWN = 1_000

export interface UnknownCall {
  readonly method: string
  readonly path: string
  readonly calls: number
  readonly lastAt: number
}

export function noteUnknown(world: World, call: { method: string; path: string }): void {
  const { count } = world.store.get<{ count: number }>('select count(*) as count from unknown_calls') ?? { count: 0 }
  const known = world.store.get('select 1 from unknown_calls where method = ? and path = ?', [call.method, call.path])
  if (!known && count >= MAX_UNKNOWN) return
  world.store.run(
    `insert into unknown_calls values (?, ?, 1, ?) on conflict (method, path)
     do update set calls = calls + 1, last_at = excluded.last_at`,
    [call.method, call.path, world.clock.now()],
  )
}

export function unknownCalls(world: World): UnknownCall[] {
  return world.store.all<UnknownCall>('select method, path, calls, last_at as lastAt from unknown_calls order by last_at desc, path')
}
