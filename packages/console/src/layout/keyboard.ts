/** Keys of the whole console: `/` searches, `g` and a letter goes, `?` explains. Silent while somebody types. */
import { useEffect, useRef } from 'react'
import { now } from '../clock.ts'

const SECOND_KEY_WITHIN_MS = 1_500

export interface KeyboardActions {
  readonly search: () => void
  readonly help: () => void
  /** The letter after `g`; true when it led somewhere. */
  readonly go: (letter: string) => boolean
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.closest('input,textarea,select,[role=combobox]') !== null)
}

export function useKeyboard(actions: KeyboardActions): void {
  const latest = useRef(actions)
  latest.current = actions
  useEffect(() => {
    let goPressedAt = Number.NEGATIVE_INFINITY
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target)) return
      if (now() - goPressedAt < SECOND_KEY_WITHIN_MS) {
        goPressedAt = Number.NEGATIVE_INFINITY
        if (latest.current.go(event.key.toLowerCase())) event.preventDefault()
        return
      }
      if (event.key === 'g') goPressedAt = now()
      else if (event.key === '/') latest.current.search()
      else if (event.key === '?') latest.current.help()
      else return
      event.preventDefault()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
}
