/** A builder's draft: saved by itself in this browser, carried by the address so that a link shows the same question, with undo and redo. */
import { useCallback, useMemo, useRef, useState } from 'react'
import { useSearchParams } from 'react-router'
import { parsePreference, readPreference, writePreference } from '../../preferences.ts'

const UNDO_MAX_STEPS = 50
export const DRAFT_KEY = 'd'
/** Servers and proxies refuse longer addresses; such a draft is kept in the browser alone. */
const ADDRESS_MAX_CHARACTERS = 6_000

export interface Draft<T> {
  readonly value: T
  /** Changes in a row that name the same `what` (typing in one field) are undone together. */
  change(next: T, what?: string): void
  undo(): void
  readonly canUndo: boolean
  redo(): void
  readonly canRedo: boolean
  reset(): void
  readonly isUntouched: boolean
}

/** What came before and what was undone; undefined stands for the untouched draft. */
interface Steps<T> {
  readonly before: readonly (T | undefined)[]
  readonly after: readonly (T | undefined)[]
  readonly what: string | undefined
}

/**
 * `accept` checks what was stored or linked; anything else is dropped for `initial`.
 * An untouched draft follows `initial` as it changes (a default range that becomes known).
 */
export function useDraft<T>(id: string, initial: T, accept: (value: unknown) => value is T): Draft<T> {
  const [params] = useSearchParams()
  const [own, setOwn] = useState<T | undefined>(() => startOf(id, params.get(DRAFT_KEY), accept))
  const steps = useRef<Steps<T>>({ before: [], after: [], what: undefined })
  const keep = useKeeping(id)
  const put = useCallback(
    (next: T | undefined, moved: Steps<T>) => {
      steps.current = moved
      setOwn(next)
      keep(next)
    },
    [keep],
  )
  const { before, after } = steps.current
  return useMemo(() => {
    const replace = (next: T | undefined, what: string | undefined) => {
      const { current } = steps
      const isSame = what !== undefined && what === current.what
      put(next, { before: isSame ? current.before : [...current.before, own].slice(-UNDO_MAX_STEPS), after: [], what })
    }
    return {
      value: own ?? initial,
      isUntouched: own === undefined,
      canUndo: before.length > 0,
      canRedo: after.length > 0,
      change: replace,
      undo: () => before.length > 0 && put(before.at(-1), { before: before.slice(0, -1), after: [...after, own], what: undefined }),
      redo: () => after.length > 0 && put(after.at(-1), { before: [...before, own], after: after.slice(0, -1), what: undefined }),
      reset: () => replace(undefined, undefined),
    }
  }, [own, initial, put, before, after])
}

/** Keeps a draft in the browser and, as long as it is short, in the address. */
function useKeeping(id: string): (value: unknown) => void {
  const [, setParams] = useSearchParams()
  return useCallback(
    (value) => {
      const text = value === undefined ? null : JSON.stringify(value)
      writePreference(`draft.${id}`, text)
      setParams(
        (params) => {
          const search = new URLSearchParams(params)
          if (text === null || encodeURIComponent(text).length > ADDRESS_MAX_CHARACTERS) search.delete(DRAFT_KEY)
          else search.set(DRAFT_KEY, text)
          return search
        },
        { replace: true },
      )
    },
    [id, setParams],
  )
}

function startOf<T>(id: string, linked: string | null, accept: (value: unknown) => value is T): T | undefined {
  const maybe = (value: unknown): value is T | undefined => accept(value)
  const fromLink = parsePreference<T | undefined>(linked, maybe, undefined)
  return fromLink ?? parsePreference<T | undefined>(readPreference(`draft.${id}`), maybe, undefined)
}

/** Forgets what is kept of a draft: it was saved for good. */
export function forgetDraft(id: string): void {
  writePreference(`draft.${id}`, null)
}
