/** What welcoming for a corp needs to know, on the path of every newcomer: answered from memory that is some seconds old at most. */
import { elapsedMs } from '../../../../platform/clock.ts'
import type { Handles } from '../../../../platform/handles.ts'
import { type Corp, findCorp } from '../connection/corps.ts'
import { staffNames } from './names.ts'
import { needsName } from './placeholders.ts'
import { rulesOf, type StoredRule } from './rules.ts'

/** How long a changed rule may be unknown to a process that knew the one before. */
export const SETTINGS_KEPT_MS = 2_000
const MAX_KEPT = 1_000

export interface WelcomeSettings {
  readonly corp: Corp
  readonly rules: readonly StoredRule[]
  readonly timeZone: string
  /** By userid; empty where no text names them. */
  readonly staff: ReadonlyMap<string, string>
}

export interface SettingsMemory {
  /** Undefined when the corp is not connected to the workspace. */
  find(input: { workspaceId: number; corpId: string }): Promise<WelcomeSettings | undefined>
}

export function openSettings({ db }: Pick<Handles, 'db'>, { keptMs }: { keptMs: number }): SettingsMemory {
  const kept = new Map<string, { readAtMs: number; settings: Promise<WelcomeSettings | undefined> }>()
  return {
    find: async (input) => {
      const key = `${input.workspaceId} ${input.corpId}`
      const known = kept.get(key)
      if (known && elapsedMs() - known.readAtMs < keptMs) return known.settings
      const settings = readSettings(db, input)
      kept.delete(key)
      kept.set(key, { readAtMs: elapsedMs(), settings })
      const [oldest] = kept.keys()
      if (kept.size > MAX_KEPT && oldest !== undefined) kept.delete(oldest)
      settings.catch(() => kept.delete(key))
      return settings
    },
  }
}

async function readSettings(db: Handles['db'], input: { workspaceId: number; corpId: string }): Promise<WelcomeSettings | undefined> {
  const corp = await findCorp(db, input)
  if (corp?.workspaceId !== input.workspaceId) return undefined
  const rules = await rulesOf(db, corp)
  const workspace = await db.selectFrom('auth_workspaces').select('time_zone').where('id', '=', corp.workspaceId).executeTakeFirst()
  const namesStaff = rules.some(({ text }) => needsName(text, '员工'))
  return { corp, rules, timeZone: workspace?.time_zone ?? 'UTC', staff: namesStaff ? await staffNames(db, corp) : new Map() }
}
