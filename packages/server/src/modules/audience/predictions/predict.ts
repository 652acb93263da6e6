/** Writing what a model says of each customer, all at once within the event store; nothing counts until the model itself is kept. */
import { expandMacros } from '../../../platform/clickhouse/macros.ts'
import type { Handles } from '../../../platform/handles.ts'
import { openParameters, type Parameters, personColumn } from '../../events/index.ts'
import { IDENTIFIERS_COPY } from '../copies/table.ts'
import type { Fitted } from './fit.ts'
import type { GammaGamma } from './model/gamma-gamma.ts'
import { customersSql, type PurchaseQuestion } from './purchases.ts'
import { PATTERNS_TABLE, PREDICTIONS_TABLE } from './tables.ts'

export type PredictHandles = Pick<Handles, 'clickhouse' | 'config'>

interface Prediction {
  readonly question: PurchaseQuestion
  readonly modelId: number
  /** Its first horizon is that of purchases, its second that of value. */
  readonly fitted: Fitted
}

const PATTERNS_PER_INSERT = 100_000
const PATTERN_COLUMNS = ['workspace', 'model', 'repeats', 'recency', 'age', 'alive', 'expected', 'expected_in_value_days', 'next_days']

/** Predictions of everybody who has an order and is still somebody: of who was erased only the orders are left. */
export async function writePredictions(handles: PredictHandles, prediction: Prediction): Promise<void> {
  const { workspaceId } = prediction.question
  await insertPatterns(handles, prediction)
  const parameters = openParameters()
  await handles.clickhouse.command(predictionsSql(prediction, parameters), parameters.values)
  await deleteFrom(handles, { table: PATTERNS_TABLE, workspaceId, where: () => '1', isSpread: false })
}

async function insertPatterns({ clickhouse }: PredictHandles, { question, modelId, fitted }: Prediction): Promise<void> {
  const { repeats, recencyDays, ageDays, paidRepeats } = fitted.patterns
  const [inHorizon, inValueDays] = fitted.expected
  let rows: string[] = []
  const flush = async () => {
    await clickhouse.insert({ table: PATTERNS_TABLE, columns: PATTERN_COLUMNS, body: rows.join('\n') })
    rows = []
  }
  for (let at = 0; at < repeats.length; at++) {
    // Patterns also tell how many repeats were paid for, which says nothing here; they come in order, so those alike stand together.
    const isRepeated = at > 0 && [repeats, recencyDays, ageDays].every((of) => of[at] === of[at - 1])
    if (isRepeated && paidRepeats[at] !== paidRepeats[at - 1]) continue
    const next = fitted.next[at] ?? Number.NaN
    rows.push(
      JSON.stringify([
        question.workspaceId,
        modelId,
        repeats[at],
        recencyDays[at],
        ageDays[at],
        fitted.alive[at],
        inHorizon?.[at],
        inValueDays?.[at],
        Number.isNaN(next) ? null : next,
      ]),
    )
    if (rows.length === PATTERNS_PER_INSERT) await flush()
  }
  await flush()
}

function predictionsSql({ question, modelId, fitted }: Prediction, parameters: Parameters): string {
  const workspace = parameters.bind('UInt32', question.workspaceId)
  const model = parameters.bind('UInt64', modelId)
  return `
    INSERT INTO ${PREDICTIONS_TABLE} (workspace, model, atom, bought, p_alive, expected, value, next_days)
    SELECT ${workspace}, ${model}, customer.person, customer.repeats + 1, pattern.alive, pattern.expected,
      ${fitted.spend ? valueSql(fitted.spend, parameters) : 'NULL'}, pattern.next_days
    FROM (${customersSql(question, parameters)}) AS customer
    INNER JOIN (SELECT * FROM ${PATTERNS_TABLE} WHERE workspace = ${workspace} AND model = ${model}) AS pattern
      ON customer.repeats = pattern.repeats AND customer.recency = pattern.recency AND customer.age = pattern.age
    WHERE customer.person GLOBAL IN (
      SELECT ${personColumn()} FROM ${IDENTIFIERS_COPY} FINAL WHERE workspace = ${workspace} AND present = 1)`
}

/** Purchases expected, each worth what the model of spend expects of this customer: `expectedSpend` as SQL. */
function valueSql({ p, q, gamma }: GammaGamma, { bind }: Parameters): string {
  const [ofP, ofQ, ofGamma] = [bind('Float64', p), bind('Float64', q), bind('Float64', gamma)]
  const spend = `${ofP} * (${ofGamma} + customer.repeatSpend) / (${ofP} * customer.paidRepeats + ${ofQ} - 1)`
  return `pattern.expected_in_value_days * ${spend}`
}

/** Removes predictions of models that are not kept, among them those of a fit that died. */
export async function dropPredictions(
  handles: PredictHandles,
  { workspaceId, kept }: { workspaceId: number; kept: readonly number[] },
): Promise<void> {
  const among = ({ bind }: Parameters) => `model not in ${bind('Array(UInt64)', kept)}`
  await deleteFrom(handles, { table: PREDICTIONS_TABLE, workspaceId, where: among, isSpread: true })
}

/** Removes what these atoms were predicted; answers how many rows that were. */
export async function erasePredictions(
  handles: PredictHandles,
  { workspaceId, atoms }: { workspaceId: number; atoms: readonly number[] },
): Promise<number> {
  const among = ({ bind }: Parameters) => `atom in ${bind('Array(UInt64)', atoms)}`
  return deleteFrom(handles, { table: PREDICTIONS_TABLE, workspaceId, where: among, isSpread: true })
}

interface Deletion {
  readonly table: string
  readonly workspaceId: number
  readonly where: (parameters: Parameters) => string
  /** Whether the rows of the table are spread over the shards of a cluster; otherwise each node has all. */
  readonly isSpread: boolean
}

export async function countRows(
  { clickhouse }: Pick<PredictHandles, 'clickhouse'>,
  { table, ...rows }: Omit<Deletion, 'isSpread'>,
): Promise<number> {
  const parameters = openParameters()
  const query = `select count() as held from ${table} where ${whereSql(rows, parameters)}`
  const [found] = await clickhouse.query<{ held: number }>({ query, params: parameters.values })
  return found?.held ?? 0
}

/** Every part of the table that holds such a row is written again, so nothing is done where there is none. */
async function deleteFrom(handles: PredictHandles, { isSpread, ...rows }: Deletion): Promise<number> {
  const held = await countRows(handles, rows)
  if (held === 0) return 0
  const parameters = openParameters()
  const statement = `alter table ${rows.table}${isSpread ? `\${local}` : ''} \${on_cluster} delete where ${whereSql(rows, parameters)} settings mutations_sync = 2`
  await handles.clickhouse.command(expandMacros(statement, handles.config.clickhouseCluster), parameters.values)
  return held
}

function whereSql({ workspaceId, where }: Pick<Deletion, 'workspaceId' | 'where'>, parameters: Parameters): string {
  return `workspace = ${parameters.bind('UInt32', workspaceId)} and ${where(parameters)}`
}
