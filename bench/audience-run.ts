/** The measuring process of the audience bench: fills stores of its own and times the rule and three statements by hand in turn. */
import { moduleOrder } from '../packages/server/src/architecture.ts'
import { countRule, type Rule } from '../packages/server/src/modules/audience/rule/index.ts'
import type { ClickHouse } from '../packages/server/src/platform/clickhouse/index.ts'
import { realClock } from '../packages/server/src/platform/clock.ts'
import { readConfig } from '../packages/server/src/platform/config.ts'
import { type Db, sql } from '../packages/server/src/platform/db/index.ts'
import { openStores } from '../packages/server/src/platform/lifecycle/stores.ts'
import { silentLog } from '../packages/server/src/platform/log.ts'
import { findMigrations } from '../packages/server/src/platform/migrations.ts'
import { median, settled, timed } from './timing.ts'

export interface AudienceOrder {
  readonly dataDir: string
  readonly events: number
  readonly persons: number
  readonly merges: number
  readonly rounds: number
}

export interface AudienceReport {
  readonly storedMs: number
  readonly count: number
  /** Medians over the rounds. */
  readonly fiveLeafMs: number
  readonly singleLeafMs: number
  readonly byHand: readonly { readonly form: string; readonly ms: number }[]
}

const WORKSPACE = 1
const TIME_ZONE = 'Asia/Shanghai'
const FROM = Date.UTC(2026, 0, 1)
const DAYS = 90
const DAY_MS = 86_400_000
const AS_OF = FROM + DAYS * DAY_MS
/** One of eight events each: half are views, as in a shop. */
const NAMES = ['view', 'view', 'view', 'cart', 'buy', 'favorite', 'view', 'page']
const CITIES = ['上海', '杭州', '北京', '广州', '成都', '武汉', '西安', '长沙', '南京', '苏州']
const TAG = '高意向'
/** One person in so many has the tag. */
const TAGGED_EVERY = 4

const SINGLE: Rule = { event: { name: 'buy', count: { gte: 2 }, within: 'P30D' } }
const FIVE: Rule = {
  all: [
    { event: { name: 'buy', count: { gte: 2 }, within: 'P60D', where: [{ property: 'amount', op: 'gte', value: 20 }] } },
    { event: { name: 'view', count: { gte: 3 }, within: 'P60D', where: [{ property: 'channel', op: 'eq', value: 'ads' }] } },
    { not: { event: { name: 'cart', within: 'P7D' } } },
    { trait: { name: 'city', op: 'in', value: ['上海', '杭州'] } },
    { tag: { name: TAG } },
  ],
}

process.once('message', (order) => {
  run(order as AudienceOrder).then(
    (report) => process.send?.(report, () => process.exit(0)),
    (error) => {
      console.error(error)
      process.exit(1)
    },
  )
})

async function run({ dataDir, events, persons, merges, rounds }: AudienceOrder): Promise<AudienceReport> {
  const config = { ...readConfig({ LIUCHI_DATA_DIR: dataDir }), databaseUrl: undefined }
  const { db, clickhouse, close } = await openStores({ config, log: silentLog, clock: realClock, migrations: findMigrations(moduleOrder) })
  const tag = await makeTag(db)
  const storedMs = await timed(() => fill(clickhouse, { events, persons, merges, tag }))
  await settled(clickhouse)
  const ask = (rule: Rule) =>
    countRule(
      { db, clickhouse, clocks: { business: realClock, real: realClock } },
      { clickhouse },
      { workspaceId: WORKSPACE, timeZone: TIME_ZONE, asOf: AS_OF, rule, sample: 0 },
    )
  const { count } = await ask(FIVE)
  const forms = Object.entries(handWritten(tag))
  for (const [form, query] of forms) {
    const counted = await byHand(clickhouse, query)
    if (counted !== count) throw new Error(`${count} people, but ${counted} by hand (${form})`)
  }
  const times = { five: [] as number[], single: [] as number[], byHand: new Map(forms.map(([form]) => [form, [] as number[]])) }
  for (let round = 0; round < rounds; round++) {
    times.five.push(await timed(() => ask(FIVE)))
    times.single.push(await timed(() => ask(SINGLE)))
    for (const [form, query] of forms) times.byHand.get(form)?.push(await timed(() => byHand(clickhouse, query)))
  }
  await close()
  return {
    storedMs,
    count,
    fiveLeafMs: median(times.five),
    singleLeafMs: median(times.single),
    byHand: [...times.byHand].map(([form, each]) => ({ form, ms: median(each) })),
  }
}

async function makeTag(db: Db): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into identity_tags (workspace_id, name, kind, dimension, color, made_at, made_by)
    values (${WORKSPACE}, ${TAG}, 'manual', 'behaviour', 'blue', ${new Date(FROM)}, 'bench') returning id`.execute(db)
  return rows[0]?.id ?? 0
}

/** People and what they did, made inside the store; atoms 1 to `merges` are merged into the ones after them. */
async function fill(clickhouse: ClickHouse, { events, persons, merges, tag }: Omit<AudienceOrder, 'dataDir' | 'rounds'> & { tag: number }) {
  await clickhouse.command(`
    INSERT INTO events_v1 (workspace, name, type, time, received, atom, node, sequence, message_hash, raw_time, amount, currency, source, properties, context)
    SELECT ${WORKSPACE}, [${texts(NAMES)}][1 + number % ${NAMES.length}] AS name, 'track',
      fromUnixTimestamp64Milli(toInt64(${FROM} + cityHash64(number, 1) % ${DAYS * DAY_MS}), 'UTC') AS time, time,
      1 + cityHash64(number, 2) % ${persons}, 1, number, reinterpretAsUUID(sipHash128(number)), time,
      if(name = 'buy', toDecimal64(number % 1000 / 10, 4), NULL), 'CNY', 'import',
      concat('{"channel":"', ['ads', 'search', 'friends'][1 + number % 3], '","price":', toString(number % 977), '}')::JSON(max_dynamic_paths = 32), '{}'
    FROM numbers(${events})`)
  await clickhouse.command(`
    INSERT INTO dim_traits_v1 (workspace, name, atom, set, text, type, changed_ms, version)
    SELECT ${WORKSPACE}, 'city', number + 1, 1, [${texts(CITIES)}][1 + cityHash64(number, 3) % ${CITIES.length}], 'string', ${FROM}, 1 FROM numbers(${persons})`)
  await clickhouse.command(`
    INSERT INTO dim_tags_v1 (workspace, tag, value, atom, has, since_ms, version)
    SELECT ${WORKSPACE}, ${tag}, '', number + 1, 1, ${FROM}, 1 FROM numbers(${persons}) WHERE cityHash64(number, 4) % ${TAGGED_EVERY} = 0`)
  await clickhouse.command(`
    INSERT INTO dim_identifiers_v1 (workspace, kind, atom, present, version)
    SELECT ${WORKSPACE}, 'user_id', number + 1, 1, 1 FROM numbers(${persons})`)
  await clickhouse.command(`
    INSERT INTO dim_people_v1 (atom, person, version)
    SELECT number + 1, number + 1 + ${merges}, 1 FROM numbers(${merges})`)
  await clickhouse.command('SYSTEM RELOAD DICTIONARY dim_people')
}

function texts(values: readonly string[]): string {
  return values.map((value) => `'${value}'`).join(', ')
}

const PERSON = `dictGetOrDefault('dim_people', 'person', atom, atom)`

/** The five leaves as people who know these tables would type them. Each answers one row with the column `persons`. */
function handWritten(tag: number): Readonly<Record<string, string>> {
  const since = (days: number) => `time >= fromUnixTimestamp64Milli(${AS_OF - days * DAY_MS}, 'UTC')`
  const events = (name: string, days: number) =>
    `FROM events_v1 WHERE workspace = ${WORKSPACE} AND name = '${name}' AND ${since(days)} AND time < fromUnixTimestamp64Milli(${AS_OF}, 'UTC') AND atom != 0`
  const bought = `SELECT ${PERSON} AS person ${events('buy', 60)} AND amount >= 20 GROUP BY person HAVING count() >= 2`
  const looked = `SELECT ${PERSON} AS person ${events('view', 60)} AND properties.channel::String = 'ads' GROUP BY person HAVING count() >= 3`
  const carted = `SELECT ${PERSON} AS person ${events('cart', 7)}`
  const city = `
    SELECT person FROM (
      SELECT ${PERSON} AS person, argMax(text, tuple(changed_ms, trust, atom)) AS value FROM dim_traits_v1 FINAL
      WHERE workspace = ${WORKSPACE} AND name = 'city' AND set GROUP BY person) WHERE value IN ('上海', '杭州')`
  const tagged = `SELECT ${PERSON} AS person FROM dim_tags_v1 FINAL WHERE workspace = ${WORKSPACE} AND tag = ${tag} AND has`
  const bitmap = (people: string) => `(SELECT groupBitmapState(person) FROM (${people}))`
  return {
    'nested IN': `
      SELECT uniqExact(person) AS persons FROM (${tagged})
      WHERE person IN (${city}) AND person IN (${bought}) AND person IN (${looked}) AND person NOT IN (${carted})`,
    'one pass over the events': `
      SELECT count() AS persons FROM (
        SELECT ${PERSON} AS person,
          countIf(name = 'buy' AND ${since(60)} AND amount >= 20) AS bought, countIf(name = 'view' AND ${since(60)} AND properties.channel::String = 'ads') AS looked,
          countIf(name = 'cart' AND ${since(7)}) AS carted
        FROM events_v1
        WHERE workspace = ${WORKSPACE} AND name IN ('buy', 'view', 'cart') AND ${since(60)} AND time < fromUnixTimestamp64Milli(${AS_OF}, 'UTC') AND atom != 0
        GROUP BY person HAVING bought >= 2 AND looked >= 3 AND carted = 0
      ) WHERE person IN (${city}) AND person IN (${tagged})`,
    bitmaps: `
      WITH ${bitmap(bought)} AS bought, ${bitmap(looked)} AS looked, ${bitmap(carted)} AS carted, ${bitmap(city)} AS city, ${bitmap(tagged)} AS tagged
      SELECT bitmapCardinality(bitmapAndnot(bitmapAnd(bitmapAnd(bought, looked), bitmapAnd(city, tagged)), carted)) AS persons`,
  }
}

async function byHand(clickhouse: ClickHouse, query: string): Promise<number> {
  const [row] = await clickhouse.query<{ persons: number }>({ query })
  return row?.persons ?? 0
}
