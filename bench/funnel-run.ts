/** The measuring process of the funnel bench: fills a store of its own and times both statements in turn. */
import { moduleOrder } from '../packages/server/src/architecture.ts'
import { readFunnel } from '../packages/server/src/modules/insights/funnel/funnel.ts'
import { type ClickHouse, openClickHouse } from '../packages/server/src/platform/clickhouse/index.ts'
import { applyClickHouseMigrations } from '../packages/server/src/platform/clickhouse/migrate.ts'
import { findMigrations } from '../packages/server/src/platform/migrations.ts'
import { median, settled, timed } from './timing.ts'

export interface FunnelOrder {
  readonly dataDir: string
  readonly events: number
  readonly persons: number
  readonly rounds: number
}

export interface FunnelReport {
  readonly storedMs: number
  readonly reached: readonly number[]
  /** Medians over the rounds. */
  readonly funnelMs: number
  readonly handWrittenMs: number
  readonly anyOrderMs: number
  readonly conditionMs: number
  readonly mediansMs: number
}

const WORKSPACE = 1
const FROM = Date.UTC(2026, 0, 1)
const DAYS = 28
const DAY_MS = 86_400_000
const WINDOW_MS = 3 * DAY_MS
const STEPS = ['view', 'cart', 'buy']
/** One of eight events each: half are views, as in a shop; three in eight are no step. */
const NAMES = ['view', 'view', 'view', 'cart', 'buy', 'favorite', 'view', 'page']

process.once('message', (order) => {
  run(order as FunnelOrder).then(
    (report) => process.send?.(report, () => process.exit(0)),
    (error) => {
      console.error(error)
      process.exit(1)
    },
  )
})

async function run({ dataDir, events, persons, rounds }: FunnelOrder): Promise<FunnelReport> {
  const clickhouse = openClickHouse({ path: dataDir, fsync: false })
  await applyClickHouseMigrations(clickhouse, { migrations: findMigrations(moduleOrder).clickhouse, cluster: undefined })
  const storedMs = await timed(() => fill(clickhouse, events, persons))
  await settled(clickhouse)
  const question = { workspaceId: WORKSPACE, windowMs: WINDOW_MS, order: 'strict', from: FROM, to: FROM + DAYS * DAY_MS } as const
  const steps = STEPS.map((event) => ({ event }))
  const reached = (await readFunnel({ clickhouse }, { ...question, steps })).map(({ persons: count }) => count)
  const handWritten = await handWrittenFunnel(clickhouse)
  if (String(reached) !== String(handWritten)) throw new Error(`${reached} people, but ${handWritten} by hand`)
  const times = { funnel: [] as number[], handWritten: [] as number[] }
  for (let round = 0; round < rounds; round++) {
    times.funnel.push(await timed(() => readFunnel({ clickhouse }, { ...question, steps })))
    times.handWritten.push(await timed(() => handWrittenFunnel(clickhouse)))
  }
  const condition = [{ event: 'view', where: [{ property: 'channel', op: 'eq' as const, value: 'ads' }] }, ...steps.slice(1)]
  const report = {
    storedMs,
    reached,
    funnelMs: median(times.funnel),
    handWrittenMs: median(times.handWritten),
    anyOrderMs: await timed(() => readFunnel({ clickhouse }, { ...question, steps, order: 'any' })),
    conditionMs: await timed(() => readFunnel({ clickhouse }, { ...question, steps: condition })),
    mediansMs: await timed(() => readFunnel({ clickhouse }, { ...question, steps, withMedians: true })),
  }
  await clickhouse.close()
  return report
}

/** Events of hashed people at hashed moments, made inside the store. */
async function fill(clickhouse: ClickHouse, events: number, persons: number): Promise<void> {
  await clickhouse.command(`
    INSERT INTO events_v1 (workspace, name, type, time, received, atom, node, sequence, message_hash, raw_time, amount, currency, source, properties, context)
    SELECT ${WORKSPACE}, [${NAMES.map((name) => `'${name}'`).join(', ')}][1 + number % ${NAMES.length}] AS name, 'track',
      fromUnixTimestamp64Milli(toInt64(${FROM} + cityHash64(number, 1) % ${DAYS * DAY_MS}), 'UTC') AS time, time,
      1 + cityHash64(number, 2) % ${persons}, 1, number, reinterpretAsUUID(sipHash128(number)), time,
      if(name = 'buy', toDecimal64(number % 1000 / 10, 4), NULL), 'CNY', 'import',
      concat('{"channel":"', ['ads', 'search', 'friends'][1 + number % 3], '","price":', toString(number % 977), '}')::JSON(max_dynamic_paths = 256), '{}'
    FROM numbers(${events})`)
}

/** What an analyst would type: one windowFunnel, filters first, milliseconds kept. */
async function handWrittenFunnel(clickhouse: ClickHouse): Promise<number[]> {
  const [a, b, c] = STEPS.map((name) => `name = '${name}'`)
  const rows = await clickhouse.query<{ level: number; persons: number }>({
    query: `
      SELECT level, count() AS persons FROM (
        SELECT atom, windowFunnel(${WINDOW_MS})(toUInt64(toUnixTimestamp64Milli(time)), ${a}, ${b}, ${c}) AS level
        FROM events_v1
        WHERE workspace = ${WORKSPACE} AND name IN (${STEPS.map((name) => `'${name}'`).join(', ')}) AND atom != 0
          AND time >= fromUnixTimestamp64Milli(${FROM}, 'UTC') AND time < fromUnixTimestamp64Milli(${FROM + DAYS * DAY_MS}, 'UTC')
        GROUP BY atom
      ) GROUP BY level`,
  })
  return STEPS.map((_, step) => rows.filter(({ level }) => level > step).reduce((sum, { persons }) => sum + persons, 0))
}
