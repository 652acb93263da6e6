/** A tag as it looks everywhere: a dot in its colour and its name, with its value where it has one. */
import { useAppearance } from '../../../theme/appearance.tsx'
import { type TagColor, tagColours } from '../../../theme/tag-colours.ts'

export interface TagMarkProps {
  readonly name: string
  readonly color: TagColor
  readonly value?: string | null
}

export function TagMark({ name, color, value }: TagMarkProps) {
  const appearance = useAppearance()
  return (
    <span className="lc-mark lc-tag">
      <span className="lc-mark-dot" style={{ background: tagColours[appearance][color] }} />
      {value ? `${name}: ${value}` : name}
    </span>
  )
}
