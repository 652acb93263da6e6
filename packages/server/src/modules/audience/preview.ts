/** A rule counted while it is being edited: how many, who for example, and in words. A newer preview of the same form ends the older one. */
import type { ClickHouse } from '../../platform/clickhouse/index.ts'
import { AppError } from '../../platform/errors.ts'
import type { Words } from '../../platform/i18n/locale.ts'
import { ask, type Caller } from '../events/index.ts'
import { settleCopies } from './copies/publish.ts'
import { explain } from './explained.ts'
import { checkReferences } from './references.ts'
import { everybodySql } from './rule/everybody.ts'
import { countRule, openKnown, openScope, type RuleHandles } from './rule/index.ts'
import type { Rule } from './rule/rule.ts'

/** How long a preview waits for what its caller has just written. */
const SETTLE_MS = 2_000

export interface PreviewQuestion {
  readonly workspaceId: number
  readonly timeZone: string
  readonly rule: Rule
  /** Milliseconds. */
  readonly asOf: number
  /** Said in the words only when it was asked for. */
  readonly saysAsOf: boolean
  readonly sample: number
}

export interface Preview {
  readonly count: number
  readonly total: number
  readonly sample: readonly number[]
  readonly explanation: Words
  readonly upToDate: boolean
}

/** @throws audience.not_found, audience.too_deep and what the event store says */
export async function previewRule(
  handles: RuleHandles & Parameters<typeof settleCopies>[0],
  caller: Caller,
  { saysAsOf, sample, ...question }: PreviewQuestion,
): Promise<Preview> {
  const { workspaceId, timeZone, rule, asOf } = question
  await checkReferences(handles.db, { workspaceId, rule })
  const begun = handles.clocks.real.now()
  await settleCopies(handles, { withinMs: SETTLE_MS })
  const upToDate = handles.clocks.real.now() - begun < SETTLE_MS
  caller.signal?.throwIfAborted()
  const [counted, total, [explanation]] = await Promise.all([
    countRule(handles, caller, { ...question, sample }),
    countEverybody(handles, caller, question),
    explain(handles.db, { workspaceId, timeZone, rules: [{ rule, ...(saysAsOf && { asOf }) }] }),
  ])
  return { ...counted, total, explanation: explanation ?? { zh: '', en: '' }, upToDate }
}

async function countEverybody(
  handles: RuleHandles,
  caller: Caller,
  question: Omit<PreviewQuestion, 'rule' | 'sample' | 'saysAsOf'>,
): Promise<number> {
  const scope = openScope({ ...question, known: await openKnown(handles, { ...question, rules: [] }) })
  const query = `SELECT count() AS people FROM (${everybodySql(scope)})`
  const [row] = await ask<{ people: number }>(caller, { query, parameters: scope.parameters })
  return row?.people ?? 0
}

/** What is being previewed by this process, by key. */
const open = new Map<string, AbortController>()

/**
 * Runs a preview that the next one under the same key ends, wherever it is: here at once, in another process by its query in the store.
 * @throws audience.preview_superseded
 */
export async function supersede<T>(
  clickhouse: ClickHouse,
  input: { key: string; signal: AbortSignal },
  run: (caller: Caller) => Promise<T>,
): Promise<T> {
  const mine = new AbortController()
  const before = open.get(input.key)
  open.set(input.key, mine)
  before?.abort(new AppError('audience.preview_superseded'))
  const signal = AbortSignal.any([input.signal, mine.signal])
  try {
    await clickhouse.cancel(input.key)
    signal.throwIfAborted()
    return await run({ clickhouse, tag: input.key, signal })
  } catch (error) {
    // Ended by another process, the query says so itself.
    if (error instanceof AppError && error.code === 'clickhouse.cancelled') throw new AppError('audience.preview_superseded')
    throw mine.signal.aborted ? new AppError('audience.preview_superseded') : error
  } finally {
    if (open.get(input.key) === mine) open.delete(input.key)
  }
}
