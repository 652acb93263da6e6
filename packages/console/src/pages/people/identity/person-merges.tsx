/** The tab 合并 of a person: merges in force with undo, who is kept apart, and how the person came to be. */

import { MergesInForce } from './merges-in-force.tsx'
import { PersonApart } from './person-apart.tsx'
import { PersonHistory } from './person-history.tsx'
import type { Separation } from './separation-notice.tsx'

export interface PersonMergesProps {
  readonly personId: string
  /** A merge was undone: there are two people now. */
  readonly onSeparated: (separation: Separation) => void
}

export function PersonMerges({ personId, onSeparated }: PersonMergesProps) {
  return (
    <div className="lc-person-merges">
      <div className="lc-stack">
        <MergesInForce personId={personId} onSeparated={onSeparated} />
        <PersonApart personId={personId} />
      </div>
      <PersonHistory personId={personId} />
    </div>
  )
}
