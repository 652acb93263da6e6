/** What every editor of a leaf is given. */
import type { LeafValue } from '../rule-draft.ts'

export interface LeafEditorProps {
  readonly value: LeafValue
  readonly onChange: (value: LeafValue) => void
}

/** The value without a key, where undefined would still be one. */
export function without(value: LeafValue, key: string): LeafValue {
  const { [key]: _gone, ...rest } = value
  return rest
}
