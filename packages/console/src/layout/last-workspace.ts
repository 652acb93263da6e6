/** Which workspace somebody saw last in this browser, and which one to open with. */
import { DEFAULT_WORKSPACE } from '../paths.ts'
import { readPreference, writePreference } from '../preferences.ts'

const WORKSPACE_PREFERENCE = 'workspace'

export function rememberWorkspace(name: string): void {
  writePreference(WORKSPACE_PREFERENCE, name)
}

/** The workspace to open: the address's, the one seen last, the default one, the first. */
export function startWorkspace(wanted: string | undefined, names: readonly string[]): string {
  const candidates = [wanted, readPreference(WORKSPACE_PREFERENCE), DEFAULT_WORKSPACE]
  return candidates.find((name): name is string => typeof name === 'string' && names.includes(name)) ?? names[0] ?? DEFAULT_WORKSPACE
}
