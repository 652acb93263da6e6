/** Who came into an audience and who left it: what an evaluation found against who was in it. */
import type { Evaluated } from '../rule/evaluate.ts'

export interface Membership {
  readonly audienceId: number
  readonly person: number
  readonly enteredAt: Date
}

/**
 * `change`: something happened or time passed. `fill`: the audience is new, has another rule or was computed anew. `merge`: two people became
 * one, and the other one was in it. `erase`: there is no such person any more.
 */
export type Cause = 'change' | 'fill' | 'merge' | 'erase'

export interface Move extends Membership {
  readonly cause: Cause
}

export interface Found {
  readonly asOf: number
  /** What is known of the people looked at: all their memberships, and those of people that ended. */
  readonly current: readonly Membership[]
  /** By audience; those that are missing were not evaluated. */
  readonly evaluated: ReadonlyMap<number, Pick<Evaluated, 'holds'>>
  /** For whom; absent: everybody in `current` too. */
  readonly evaluatedFor?: ReadonlySet<number> | undefined
  /** People that ended with who goes on for them, undefined: nobody. */
  readonly ended: ReadonlyMap<number, number | undefined>
  readonly cause: Cause
}

export function movesOf(found: Found): { entered: Move[]; left: Move[] } {
  const entered: Move[] = []
  const left: Move[] = []
  const members = Map.groupBy(found.current, ({ audienceId }) => audienceId)
  for (const audienceId of new Set([...members.keys(), ...found.evaluated.keys()])) {
    const within = new Map((members.get(audienceId) ?? []).map((member) => [member.person, member]))
    const holds = found.evaluated.get(audienceId)?.holds
    const isKnown = (person: number) => holds !== undefined && (found.evaluatedFor?.has(person) ?? true)
    const heirs = heirsOf(within, found.ended)
    for (const member of within.values()) {
      if (found.ended.has(member.person)) left.push({ ...member, cause: found.ended.get(member.person) === undefined ? 'erase' : 'merge' })
      else if (isKnown(member.person) && !holds?.has(member.person)) left.push({ ...member, cause: found.cause })
    }
    // Of whom nothing was evaluated: whoever goes on is in it until somebody looks.
    const taken = [...heirs.keys()].filter((heir) => !isKnown(heir))
    for (const person of [...(holds ?? []), ...taken]) {
      if (within.has(person)) continue
      const since = heirs.get(person)
      entered.push({ audienceId, person, enteredAt: since ?? new Date(found.asOf), cause: since ? 'merge' : found.cause })
    }
  }
  return { entered, left }
}

/** Who goes on for members that ended, with the earliest moment at which one of them entered. */
function heirsOf(within: ReadonlyMap<number, Membership>, ended: Found['ended']): Map<number, Date> {
  const heirs = new Map<number, Date>()
  for (const [person, heir] of ended) {
    const since = within.get(person)?.enteredAt
    const known = heir === undefined ? undefined : heirs.get(heir)
    if (heir !== undefined && since && !(known && known < since)) heirs.set(heir, since)
  }
  return heirs
}
