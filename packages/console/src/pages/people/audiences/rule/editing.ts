/** What the parts of a rule's editor share: the tree, what is wrong with it, and how it is changed. */
import type { OperatorName } from '@liuchi/server/contract/audience/rule'
import { createContext, useContext } from 'react'
import type { Problems } from './rule-check.ts'
import type { GroupItem, Item, LeafValue, Moved, Path } from './rule-draft.ts'

export interface Editing {
  readonly root: GroupItem
  readonly problems: Problems
  readonly isFull: boolean
  readonly without: readonly OperatorName[]
  /** A change that is undone by itself. */
  put(root: GroupItem): void
  /** A move: the focus goes with the item, and a screen reader hears where it stands. */
  move(moved: Moved | undefined): void
  add(parent: Path, item: Item): void
  remove(path: Path): void
  change(path: Path, change: (item: Item) => Item): void
  /** Typing in one field of a leaf is undone together. */
  edit(path: Path, before: LeafValue, after: LeafValue): void
}

export const EditingContext = createContext<Editing | undefined>(undefined)

export function useEditing(): Editing {
  const editing = useContext(EditingContext)
  if (!editing) throw new Error('a part of the rule editor stands outside of it')
  return editing
}

/** Names the one field in which two values of a leaf differ, for undo; undefined where more did. */
export function changedField(before: LeafValue, after: LeafValue): string | undefined {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  const different = keys.filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]))
  return different.length === 1 ? different[0] : undefined
}
