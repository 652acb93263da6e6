/** A list's search and filters live in the address: reload, back and a sent link show the same rows. */
import { useCallback, useMemo } from 'react'
import { useSearchParams } from 'react-router'

export interface ListAddress {
  /** The search box. */
  readonly q: string
  /** Value of a filter, empty when off. */
  get(key: string): string
  set(key: string, value: string): void
  /** All of it, for saved views. */
  readonly text: string
  replaceAll(text: string): void
  clear(keys: readonly string[]): void
}

export const SEARCH_KEY = 'q'

export function useListAddress(): ListAddress {
  const [params, setParams] = useSearchParams()
  const change = useCallback(
    (edit: (next: URLSearchParams) => void) =>
      setParams(
        (before) => {
          const next = new URLSearchParams(before)
          edit(next)
          return next
        },
        { replace: true },
      ),
    [setParams],
  )
  return useMemo(
    () => ({
      q: params.get(SEARCH_KEY) ?? '',
      get: (key) => params.get(key) ?? '',
      set: (key, value) => change((next) => (value === '' ? next.delete(key) : next.set(key, value))),
      text: params.toString(),
      replaceAll: (text) => setParams(new URLSearchParams(text)),
      clear: (keys) =>
        change((next) => {
          for (const key of keys) next.delete(key)
        }),
    }),
    [params, change, setParams],
  )
}
