/** What one person chose in this browser: language, light or dark, workspace, columns, drafts. Never anything that others should see. */
import { useSyncExternalStore } from 'react'

/** One preference must stay small: the whole store shares about 5 MB. */
const PREFERENCE_LENGTH_CHARACTERS = 100_000
const PREFIX = 'liuchi.'

const listeners = new Set<() => void>()

/** The stored text, or null when absent or when the browser forbids storage. */
export function readPreference(name: string): string | null {
  try {
    return localStorage.getItem(PREFIX + name)
  } catch {
    return null
  }
}

/** Stores a text, or forgets it when null. Silently without effect where the browser forbids storage. */
export function writePreference(name: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(PREFIX + name)
    else if (value.length <= PREFERENCE_LENGTH_CHARACTERS) localStorage.setItem(PREFIX + name, value)
  } catch {
    // A private window without storage works, it only forgets.
  }
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  window.addEventListener('storage', listener)
  return () => {
    listeners.delete(listener)
    window.removeEventListener('storage', listener)
  }
}

/** A preference as state: shared by all components and by other tabs of this browser. */
export function usePreference(name: string): [string | null, (value: string | null) => void] {
  const value = useSyncExternalStore(subscribe, () => readPreference(name))
  return [value, (next) => writePreference(name, next)]
}

/** The parsed value of a JSON preference, or `otherwise` when absent or damaged. The caller checks its shape with `accept`. */
export function parsePreference<T>(text: string | null, accept: (value: unknown) => value is T, otherwise: T): T {
  if (text === null) return otherwise
  try {
    const value: unknown = JSON.parse(text)
    return accept(value) ? value : otherwise
  } catch {
    return otherwise
  }
}
