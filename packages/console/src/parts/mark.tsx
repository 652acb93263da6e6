/** A word with a coloured dot: for states and kinds of things. The colour never stands alone. */
import type { ReactNode } from 'react'
import { useAppearance } from '../theme/appearance.tsx'
import { type Tone, toneColours } from '../theme/states.ts'

export interface MarkProps {
  readonly tone: Tone
  readonly children: ReactNode
  readonly title?: string
}

export function Mark({ tone, children, title }: MarkProps) {
  const appearance = useAppearance()
  return (
    <span className="lc-mark" title={title}>
      <span className="lc-mark-dot" style={{ background: toneColours[appearance][tone] }} />
      {children}
    </span>
  )
}
