/** A rule as a filter in somebody else's question: funnel, RFM, lifetime value of only these people. */
import type { Handles } from '../../platform/handles.ts'
import type { Words } from '../../platform/i18n/locale.ts'
import type { Parameters } from '../events/index.ts'
import { settleCopies } from './copies/publish.ts'
import { explain } from './explained.ts'
import { checkReferences } from './references.ts'
import { bitmapSql, openKnown, openScope, type Rule } from './rule/index.ts'

/** How long a question waits for what its caller has just written. */
const SETTLE_MS = 2_000

export interface Among {
  /** Condition over the column or alias `person` of the query that these parameters belong to. */
  readonly condition: (parameters: Parameters) => string
  /** The rule in words. */
  readonly words: Words
}

/** Undefined without a rule: everybody. @throws audience.not_found, audience.too_deep */
export async function amongRule(
  handles: Pick<Handles, 'db' | 'clickhouse' | 'clocks' | 'config'>,
  { rule, ...question }: { workspaceId: number; timeZone: string; asOf: number; rule: Rule | undefined },
): Promise<Among | undefined> {
  if (rule === undefined) return undefined
  const { workspaceId, timeZone } = question
  await checkReferences(handles.db, { workspaceId, rule })
  await settleCopies(handles, { withinMs: SETTLE_MS })
  const known = await openKnown(handles, { ...question, rules: [rule] })
  const [words = { zh: '', en: '' }] = await explain(handles.db, { workspaceId, timeZone, rules: [{ rule }] })
  return {
    // A set and not the bitmap itself, which would be asked anew for every row.
    condition: (parameters) =>
      `person GLOBAL IN (SELECT arrayJoin(bitmapToArray(${bitmapSql(rule, openScope({ ...question, known, parameters }))})))`,
    words,
  }
}
