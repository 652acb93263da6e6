/** Ctrl Z undoes in a builder, Ctrl Shift Z and Ctrl Y do it again; in a text that is being typed they stay the field's own. */
import { useEffect, useRef } from 'react'

export interface UndoActions {
  readonly undo: () => void
  readonly redo: () => void
}

/** A field with a text in it undoes its own typing. The search box inside a select holds none. */
function hasOwnUndo(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement)) return false
  return target.value !== '' && target.closest('.ant-select') === null && !target.readOnly
}

export function useUndoKeys(actions: UndoActions): void {
  const latest = useRef(actions)
  latest.current = actions
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || hasOwnUndo(event.target)) return
      const key = event.key.toLowerCase()
      if (key === 'z') latest.current[event.shiftKey ? 'redo' : 'undo']()
      else if (key === 'y' && event.ctrlKey) latest.current.redo()
      else return
      event.preventDefault()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
}
