/** When passing time alone may change what an `event` leaf says of somebody: as events fall out of its window, or begin to count. */
import type { Scope } from '../operator.ts'
import type { LeafConfig } from '../rule.ts'
import { spanOf } from '../when.ts'

type EventConfig = LeafConfig<'event'>

/** Beyond so many events the first one to leave is waited for instead of the one that decides. */
const MAX_DECIDING = 100
/** In place of a number of events: the first one to leave is waited for. */
const FIRST = -1
/** No event that leaves changes anything. */
const NEVER = 0

/** How many of the newest events `flipsSql` must know. */
export function newestNeeded(leaves: readonly EventConfig[]): number {
  return Math.max(0, ...leaves.map(decidingCount))
}

/** Of rows as `eventsOfPeople` makes them: the moment (Int64, 0: never). */
export function flipsSql(leaves: readonly EventConfig[], scope: Scope): string {
  const lasts = leaves.map((leaf) => spanOf(leaf, scope).lastsMs)
  const ofLeaf = (numbers: readonly number[]) => `CAST([${numbers.join(', ')}], 'Array(Int64)')[leaf + 1]`
  const decides = ofLeaf(leaves.map((leaf, index) => (lasts[index] === undefined ? NEVER : decidingCount(leaf))))
  const after = ofLeaf(lasts.map((lastsMs = 0) => lastsMs + 1))
  const last = newestNeeded(leaves) > 1 ? 'newest[decides]' : 'lastAt'
  return `
    arrayMin(arrayFilter(at -> at > 0, [
      if(nextAt = 0, 0, nextAt + 1),
      multiIf((${decides} AS decides) = ${NEVER} OR times = 0 OR times < decides, 0, decides = ${FIRST}, firstAt, ${last})
        + if(decides = ${NEVER} OR times = 0 OR times < decides, 0, ${after})
    ]))`
}

/**
 * From so many events on the leaf says one thing, below the other. So whoever has as many flips when the last of these leaves, and whoever
 * has fewer does not flip as more leave. `FIRST` where it is not as simple.
 */
function decidingCount({ count, sum }: EventConfig): number {
  if (sum) return FIRST
  if (!count) return 1
  const { gte, gt, lt, lte, ...others } = count
  if (Object.values(others).some((bound) => bound !== undefined)) return FIRST
  const bounds = [gte, gt === undefined ? undefined : Math.floor(gt) + 1, lt, lte === undefined ? undefined : Math.floor(lte) + 1]
  const given = bounds.filter((bound) => bound !== undefined).map((bound) => Math.max(NEVER, Math.ceil(bound)))
  const [only] = given
  return given.length === 1 && only !== undefined && only <= MAX_DECIDING ? only : FIRST
}
