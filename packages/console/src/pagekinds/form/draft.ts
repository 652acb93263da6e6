/** A builder's draft: saved by itself in this browser, carried by the address so that a link shows the same question, with undo. */
import { useCallback, useMemo, useRef, useState } from 'react'
import { useSearchParams } from 'react-router'
import { parsePreference, readPreference, writePreference } from '../../preferences.ts'

const UNDO_MAX_STEPS = 50
const DRAFT_KEY = 'd'

export interface Draft<T> {
  readonly value: T
  change(next: T): void
  undo(): void
  readonly canUndo: boolean
  reset(): void
  readonly isUntouched: boolean
}

/**
 * `accept` checks what was stored or linked; anything else is dropped for `initial`.
 * An untouched draft follows `initial` as it changes (a default range that becomes known).
 */
export function useDraft<T>(id: string, initial: T, accept: (value: unknown) => value is T): Draft<T> {
  const [params, setParams] = useSearchParams()
  const former = useRef<(T | undefined)[]>([])
  const [own, setOwn] = useState<T | undefined>(() => startOf(id, params.get(DRAFT_KEY), accept))
  const [steps, setSteps] = useState(0)
  const put = useCallback(
    (next: T | undefined) => {
      const text = next === undefined ? null : JSON.stringify(next)
      setOwn(next)
      writePreference(`draft.${id}`, text)
      setParams(
        (before) => {
          const search = new URLSearchParams(before)
          if (text === null) search.delete(DRAFT_KEY)
          else search.set(DRAFT_KEY, text)
          return search
        },
        { replace: true },
      )
    },
    [id, setParams],
  )
  return useMemo(
    () => ({
      value: own ?? initial,
      isUntouched: own === undefined,
      canUndo: steps > 0,
      change: (next) => {
        former.current = [...former.current, own].slice(-UNDO_MAX_STEPS)
        setSteps(former.current.length)
        put(next)
      },
      undo: () => {
        if (former.current.length === 0) return
        const last = former.current.at(-1)
        former.current = former.current.slice(0, -1)
        setSteps(former.current.length)
        put(last)
      },
      reset: () => {
        former.current = [...former.current, own].slice(-UNDO_MAX_STEPS)
        setSteps(former.current.length)
        put(undefined)
      },
    }),
    [own, initial, steps, put],
  )
}

function startOf<T>(id: string, linked: string | null, accept: (value: unknown) => value is T): T | undefined {
  const maybe = (value: unknown): value is T | undefined => accept(value)
  const fromLink = parsePreference<T | undefined>(linked, maybe, undefined)
  return fromLink ?? parsePreference<T | undefined>(readPreference(`draft.${id}`), maybe, undefined)
}
