/** The keys that move an item of a rule, on its handle: Alt with arrows, Alt D, Delete. */
import type { KeyboardEvent } from 'react'
import type { Editing } from './editing.ts'
import { duplicate, indent, type Moved, outdent, type Path, shift } from './rule-draft.ts'

/** By the key's place: with Alt some keyboards write another letter. */
function movedBy(code: string, { root, isFull }: Editing, path: Path): Moved | undefined | 'none' {
  switch (code) {
    case 'ArrowUp':
      return shift(root, path, -1)
    case 'ArrowDown':
      return shift(root, path, 1)
    case 'ArrowRight':
      return indent(root, path)
    case 'ArrowLeft':
      return outdent(root, path)
    case 'KeyD':
      return isFull ? undefined : duplicate(root, path)
    default:
      return 'none'
  }
}

/** Answers whether the key was one of them. */
export function itemKey(editing: Editing, path: Path, event: KeyboardEvent<HTMLElement>): boolean {
  if (event.altKey && !event.ctrlKey && !event.metaKey) {
    const moved = movedBy(event.code, editing, path)
    if (moved !== 'none') editing.move(moved)
    return moved !== 'none'
  }
  if (event.key !== 'Delete' && event.key !== 'Backspace') return false
  editing.remove(path)
  return true
}
