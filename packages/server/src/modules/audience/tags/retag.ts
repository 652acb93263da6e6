/**
 * A rule put into effect: the event store holds the people for whom it holds against those who have the tag, and only the differences come
 * here. Whoever begins again after a crash finds what is left to do.
 */
import { ask, type Caller, openParameters, type Parameters, personColumn } from '../../events/index.ts'
import type { MarksChanged } from '../../identity/index.ts'
import { TAGS_COPY } from '../copies/table.ts'
import { bitmapSql, openKnown, openScope, type RuleHandles } from '../rule/index.ts'
import type { Rule } from '../rule/rule.ts'
import { applyMarks } from './apply.ts'
import type { TagRun } from './run.ts'

/** People of one answer of the store, sixteen megabytes of numbers; there is another answer while there are more. */
const MAX_DIFFERENCES = 2_000_000
/** People who stay different, because they are gone or have too many tags, must not keep it going. */
const MAX_ROUNDS = 100

interface Differences {
  readonly add: readonly number[]
  readonly remove: readonly number[]
}

export async function retagByRule(run: TagRun, { rule, timeZone }: { rule: Rule; timeZone: string }): Promise<MarksChanged> {
  const { handles, workspaceId, tagId } = run
  const total = { added: 0, removed: 0 }
  for (let round = 0; round < MAX_ROUNDS; round++) {
    await run.settle()
    const asOf = handles.clocks.business.now()
    const found = await differences(handles, callerOf(run), { workspaceId, timeZone, asOf, rule, tagId })
    run.expect(found.add.length + found.remove.length)
    const changed = await applyMarks(handles, { ...run, ...found, cause: 'rule', by: '' })
    total.added += changed.added
    total.removed += changed.removed
    const isAll = found.add.length < MAX_DIFFERENCES && found.remove.length < MAX_DIFFERENCES
    if (isAll || changed.added + changed.removed === 0) break
  }
  return total
}

export function callerOf({ handles, signal }: Pick<TagRun, 'handles' | 'signal'>): Caller {
  return { clickhouse: handles.clickhouse, signal }
}

interface Question {
  readonly workspaceId: number
  readonly timeZone: string
  readonly asOf: number
  readonly rule: Rule
  readonly tagId: number
}

async function differences(handles: RuleHandles, caller: Caller, { tagId, rule, ...question }: Question): Promise<Differences> {
  const scope = openScope({ ...question, known: await openKnown(handles, { ...question, rules: [rule] }) })
  const without = (a: string, b: string) =>
    `arraySort(bitmapToArray(bitmapSubsetLimit(bitmapAndnot(${a}, ${b}), toUInt64(0), toUInt64(${MAX_DIFFERENCES}))))`
  const [row] = await ask<Differences>(caller, {
    query: `SELECT ${without('ruled', 'tagged')} AS add, ${without('tagged', 'ruled')} AS remove FROM (
      SELECT ${bitmapSql(rule, scope)} AS ruled, ${taggedBitmap({ ...question, tagId }, scope.parameters)} AS tagged)`,
    parameters: scope.parameters,
  })
  return row ?? { add: [], remove: [] }
}

/** People who have the tag, whatever its value. An SQL expression. */
function taggedBitmap({ workspaceId, tagId }: { workspaceId: number; tagId: number }, { bind }: Parameters): string {
  return `(SELECT groupBitmapState(${personColumn()}) FROM (
    SELECT atom FROM ${TAGS_COPY} FINAL WHERE workspace = ${bind('UInt32', workspaceId)} AND tag = ${bind('UInt64', tagId)} AND has = 1))`
}

/** How many people have each of these tags that stand in no exclusive group. */
export async function countTagged(
  caller: Caller,
  { workspaceId, tagIds }: { workspaceId: number; tagIds: readonly number[] },
): Promise<Map<number, number>> {
  if (tagIds.length === 0) return new Map()
  const parameters = openParameters()
  const counts = tagIds.map((tagId) => `bitmapCardinality(${taggedBitmap({ workspaceId, tagId }, parameters)})`)
  const [row] = await ask<{ counts: number[] }>(caller, { query: `SELECT [${counts.join(', ')}] AS counts`, parameters })
  return new Map(tagIds.map((tagId, index) => [tagId, row?.counts[index] ?? 0]))
}
