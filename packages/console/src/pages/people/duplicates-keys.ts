/** Deciding with the keyboard: j and k move, y and n decide. Silent while somebody types, chooses a page after `g`, or has something open. */
import { useEffect, useRef } from 'react'
import { now } from '../../clock.ts'

/** As long as the console waits for the letter of a page after `g`. */
const PAGE_LETTER_WITHIN_MS = 1_500

export interface DeciderActions {
  readonly next: () => void
  readonly previous: () => void
  readonly yes: () => void
  readonly no: () => void
}

const ACTION_OF: Readonly<Record<string, keyof DeciderActions>> = { j: 'next', k: 'previous', y: 'yes', n: 'no' }

function isElsewhere(target: EventTarget | null): boolean {
  if (document.querySelector('[role=dialog]') !== null) return true
  return target instanceof HTMLElement && target.closest('input,textarea,select,[role=combobox],[contenteditable]') !== null
}

export function useDeciderKeys(actions: DeciderActions): void {
  const latest = useRef(actions)
  latest.current = actions
  useEffect(() => {
    let goPressedAt = Number.NEGATIVE_INFINITY
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isElsewhere(event.target)) return
      const isPageLetter = now() - goPressedAt < PAGE_LETTER_WITHIN_MS
      goPressedAt = event.key === 'g' && !isPageLetter ? now() : Number.NEGATIVE_INFINITY
      const action = ACTION_OF[event.key]
      if (isPageLetter || action === undefined) return
      event.preventDefault()
      latest.current[action]()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
}
