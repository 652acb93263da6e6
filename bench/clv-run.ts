/** The measuring process of the clv bench: fills a store of its own with customers as the model has them, and fits them both ways. */
import '../packages/server/src/platform/thread-pool.ts'
import { moduleOrder } from '../packages/server/src/architecture.ts'
import { fitModel } from '../packages/server/src/modules/audience/predictions/fit.ts'
import { fitBgNbd } from '../packages/server/src/modules/audience/predictions/model/bg-nbd.ts'
import { fitGammaGamma } from '../packages/server/src/modules/audience/predictions/model/gamma-gamma.ts'
import { writePredictions } from '../packages/server/src/modules/audience/predictions/predict.ts'
import { customersSql } from '../packages/server/src/modules/audience/predictions/purchases.ts'
import { openParameters } from '../packages/server/src/modules/events/index.ts'
import { type ClickHouse, openClickHouse } from '../packages/server/src/platform/clickhouse/index.ts'
import { applyClickHouseMigrations } from '../packages/server/src/platform/clickhouse/migrate.ts'
import { readConfig } from '../packages/server/src/platform/config.ts'
import { findMigrations } from '../packages/server/src/platform/migrations.ts'
import { median, timed } from './timing.ts'

export interface ClvOrder {
  readonly dataDir: string
  readonly customers: number
  readonly rounds: number
}

export interface ClvReport {
  readonly orders: number
  readonly patterns: number
  readonly storedMs: number
  /** Medians over the rounds. */
  readonly fitMs: number
  readonly eachMs: number
  readonly predictedMs: number
}

const WORKSPACE = 1
const FROM = Date.UTC(2024, 0, 1)
const DAYS = 730
const DAY_MS = 86_400_000
const FIRST_DAY = FROM / DAY_MS
const MOST_PURCHASES = 40
/** How far the two ways may differ: spends are read in groups a twentieth of a percent wide. */
const AGREE = 1e-3
const HORIZONS = [90 / 7, 365 / 7]

process.once('message', (order) => {
  run(order as ClvOrder).then(
    (report) => process.send?.(report, () => process.exit(0)),
    (error) => {
      console.error(error)
      process.exit(1)
    },
  )
})

async function run({ dataDir, customers, rounds }: ClvOrder): Promise<ClvReport> {
  const clickhouse = openClickHouse({ path: dataDir, fsync: false })
  await applyClickHouseMigrations(clickhouse, { migrations: findMigrations(moduleOrder).clickhouse, cluster: undefined })
  const storedMs = await timed(() => fill(clickhouse, customers))
  const question = {
    workspaceId: WORKSPACE,
    timeZone: 'UTC',
    calibrationEnd: FIRST_DAY + DAYS - 1,
    dataEnd: FIRST_DAY + DAYS - 1,
    currency: 'CNY',
  }
  const times = { fit: [] as number[], each: [] as number[] }
  const fitOnce = () => fitModel({ clickhouse }, question, { horizons: HORIZONS })
  let fitted: Awaited<ReturnType<typeof fitOnce>> | undefined
  for (let round = 0; round < rounds; round++) {
    times.fit.push(
      await timed(async () => {
        fitted = await fitOnce()
      }),
    )
    let each: Awaited<ReturnType<typeof fitEach>> | undefined
    times.each.push(
      await timed(async () => {
        each = await fitEach(clickhouse, question)
      }),
    )
    if (fitted && each) agree(fitted, each)
  }
  if (!fitted) throw new Error('nothing was fitted')
  const predicted = { question, modelId: 1, fitted }
  const [stored] = await clickhouse.query<{ orders: number }>({ query: `SELECT count() AS orders FROM events_v1` })
  const config = readConfig({ LIUCHI_DATA_DIR: dataDir })
  const predictedMs = await timed(() => writePredictions({ clickhouse, config }, predicted))
  const report = {
    orders: stored?.orders ?? 0,
    patterns: fitted.patterns.people.length,
    storedMs,
    fitMs: median(times.fit),
    eachMs: median(times.each),
    predictedMs,
  }
  await clickhouse.close()
  return report
}

/** Customers with a rate of their own, exponential among them, lost after a purchase with a probability of their own. */
async function fill(clickhouse: ClickHouse, customers: number): Promise<void> {
  const u = (salt: string) => `((cityHash64(number, ${salt}) % 1000003 + 1) / 1000005)`
  await clickhouse.command(`
    INSERT INTO events_v1 (workspace, name, type, time, received, atom, node, sequence, message_hash, raw_time, amount, currency, source, properties, context)
    SELECT ${WORKSPACE}, 'buy', 'track', fromUnixTimestamp64Milli(toInt64(${FROM} + day * ${DAY_MS}), 'UTC') AS time, time,
      10 + number, 1, number * ${MOST_PURCHASES} + place, reinterpretAsUUID(sipHash128(number, place)), time,
      toDecimal64(30 * exp(sqrt(-2 * log(${u('1')})) * cos(6.2831853 * ${u('2')}) * 0.4 + (${u('100 + place')} - 0.5)), 2), 'CNY', 'import',
      concat('{"orderNo":"', toString(number), '-', toString(place), '"}')::JSON(max_dynamic_paths = 256), '{}'
    FROM (
      SELECT number, floor(${u('3')} * ${DAYS - 30}) AS first, -log(${u('4')}) / 42 AS rate, 0.5 * ${u('5')} AS lost,
        arrayCumSum(arrayMap(one -> if(one = 0, 0, -log(${u('200 + one')}) / rate), range(${MOST_PURCHASES}))) AS waits,
        arrayFirstIndex(one -> ${u('300 + one')} < lost, range(${MOST_PURCHASES})) AS bought,
        arrayFilter((day, one) -> day < ${DAYS} AND (bought = 0 OR one <= bought), arrayMap(wait -> floor(first + wait), waits), arrayEnumerate(waits)) AS days
      FROM numbers(${customers})
    )
    ARRAY JOIN days AS day, arrayEnumerate(days) AS place`)
  await clickhouse.command(
    `INSERT INTO dim_identifiers_v1 (workspace, kind, atom, present, version) SELECT ${WORKSPACE}, 'user_id', 10 + number, 1, 1 FROM numbers(${customers})`,
  )
}

type Question = Parameters<typeof customersSql>[0]

/** What one would write first: a row a customer, and the likelihood summed over all of them. */
async function fitEach(clickhouse: ClickHouse, question: Question) {
  const parameters = openParameters()
  const [row] = await clickhouse.query<Record<'repeats' | 'recency' | 'age' | 'paid' | 'spent', number[]>>({
    query: `
      SELECT groupArray(repeats) AS repeats, groupArray(recency) AS recency, groupArray(age) AS age, groupArray(paidRepeats) AS paid,
        groupArray(repeatSpend) AS spent
      FROM (SELECT * FROM (${customersSql(question, parameters)}))`,
    params: parameters.values,
  })
  if (!row) throw new Error('no customers')
  const one = (length: number) => new Float64Array(length).fill(1)
  const bought = fitBgNbd({
    repeats: Uint32Array.from(row.repeats),
    recencyDays: Uint32Array.from(row.recency),
    ageDays: Uint32Array.from(row.age),
    people: one(row.repeats.length),
  })
  const payers = row.paid.flatMap((paid, at) => (paid > 0 ? [at] : []))
  const spent = fitGammaGamma({
    purchases: Uint32Array.from(payers, (at) => row.paid[at] ?? 0),
    mean: Float64Array.from(payers, (at) => (row.spent[at] ?? 0) / (row.paid[at] ?? 1)),
    people: one(payers.length),
  })
  return { model: bought.model, spend: spent.model }
}

type Numbers = Readonly<Record<string, number>>

function agree(fitted: { model: object; spend: object | undefined }, each: { model: object; spend: object }): void {
  for (const [own, other] of [
    [fitted.model, each.model],
    [fitted.spend ?? {}, each.spend],
  ] as [Numbers, Numbers][])
    for (const [name, value] of Object.entries(other))
      if (!(Math.abs((own[name] ?? 0) / value - 1) < AGREE))
        throw new Error(`${name} is ${own[name]}, but ${value} over one row a customer`)
}
