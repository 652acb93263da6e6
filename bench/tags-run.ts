/** The measuring process of the tags bench: fills stores of its own with people and what they did, then has a rule put a tag on all of them. */
import { moduleOrder } from '../packages/server/src/architecture.ts'
import { settleCopies, startCopying } from '../packages/server/src/modules/audience/copies/publish.ts'
import { countPeopleOfTags } from '../packages/server/src/modules/audience/tags/people-counts.ts'
import { findTagRule, putRule } from '../packages/server/src/modules/audience/tags/rules.ts'
import { runTagJob } from '../packages/server/src/modules/audience/tags/run.ts'
import { createTag } from '../packages/server/src/modules/identity/tags/tags.ts'
import { realClock } from '../packages/server/src/platform/clock.ts'
import { readConfig } from '../packages/server/src/platform/config.ts'
import { sql } from '../packages/server/src/platform/db/index.ts'
import type { Handles } from '../packages/server/src/platform/handles.ts'
import { realIds } from '../packages/server/src/platform/ids.ts'
import { startJobRunner } from '../packages/server/src/platform/jobs/runner.ts'
import { openStores } from '../packages/server/src/platform/lifecycle/stores.ts'
import { silentLog } from '../packages/server/src/platform/log.ts'
import { openMetrics } from '../packages/server/src/platform/metrics.ts'
import { findMigrations } from '../packages/server/src/platform/migrations.ts'

export interface TagsOrder {
  /** Of a Postgres database; absent: PGlite. */
  readonly url?: string
  readonly dataDir: string
  readonly people: number
  /** So many of the people were two. */
  readonly merges: number
}

export interface TagsReport {
  /** Until the rule is in force for everybody in Postgres, and until the event store knows it too. */
  readonly markedMs: number
  readonly knownMs: number
  /** The same rule once more, with nothing to change. */
  readonly againMs: number
  /** A rule that takes the tag off every other one of them. */
  readonly halfOffMs: number
}

const WORKSPACE = 1
const TIME_ZONE = 'Asia/Shanghai'
const DAY_MS = 86_400_000
const EVENTS_PER_PERSON = 2
const SETTLE_MS = 600_000

process.once('message', (order) => {
  run(order as TagsOrder).then(
    (report) => process.send?.(report, () => process.exit(0)),
    (error) => {
      console.error(error)
      process.exit(1)
    },
  )
})

async function run(order: TagsOrder): Promise<TagsReport> {
  const config = { ...readConfig({ LIUCHI_DATA_DIR: order.dataDir }), databaseUrl: order.url }
  const stores = await openStores({ config, log: silentLog, clock: realClock, migrations: findMigrations(moduleOrder) })
  const handles: Handles = {
    config,
    secret: 'a-secret-for-benches-only-0123456789abcdef',
    clocks: { business: realClock, real: realClock },
    ids: realIds,
    log: silentLog,
    metrics: openMetrics({ process: false }),
    db: stores.db,
    clickhouse: stores.clickhouse,
  }
  await fill(handles, order)
  const tag = await createTag(handles, {
    workspaceId: WORKSPACE,
    name: '买过',
    kind: 'rule',
    groupId: null,
    dimension: 'purchase',
    description: '',
    color: 'blue',
    by: 'bench',
  })
  const retag = (rule: Parameters<typeof putRule>[1]['rule']) => retagged(handles, { tagId: tag.id, rule })
  const people = order.people - order.merges
  const bought = { event: { name: 'buy' } }
  const first = await retag(bought)
  await expectTagged(handles, { tagId: tag.id, people })
  const again = await retag(bought)
  const half = await retag({ event: { name: 'buy', where: [{ property: 'channel', op: 'eq', value: 'ads' }] } })
  await stores.close()
  return { markedMs: first.markedMs, knownMs: first.knownMs, againMs: again.markedMs, halfOffMs: half.markedMs }
}

/** The rule is run by a worker as the server has it, with the copies following beside it. */
async function retagged(
  handles: Handles,
  { tagId, rule }: { tagId: number; rule: Parameters<typeof putRule>[1]['rule'] },
): Promise<{ markedMs: number; knownMs: number }> {
  await putRule(handles, {
    workspaceId: WORKSPACE,
    timeZone: TIME_ZONE,
    tagId: String(tagId),
    rule,
    mode: 'scheduled',
    every: 'P1D',
    by: 'bench',
  })
  const begin = performance.now()
  const copying = startCopying(handles)
  const jobs = startJobRunner(handles, [runTagJob()])
  await jobs.drain()
  await expectDone(handles, { tagId })
  const markedMs = performance.now() - begin
  await settleCopies(handles, { withinMs: SETTLE_MS })
  const knownMs = performance.now() - begin
  await Promise.all([jobs.stop(), copying.stop()])
  return { markedMs, knownMs }
}

async function expectDone({ db }: Handles, { tagId }: { tagId: number }): Promise<void> {
  const row = await findTagRule(db, { workspaceId: WORKSPACE, tagId })
  if (row?.last_error !== null) throw new Error(`the run failed: ${row?.last_error}`)
}

async function expectTagged(handles: Handles, { tagId, people }: { tagId: number; people: number }): Promise<void> {
  const { rows } = await sql<{ marks: number }>`
    select count(*) as marks from identity_tag_marks where workspace_id = ${WORKSPACE} and tag_id = ${tagId} and has`.execute(handles.db)
  const known = (await countPeopleOfTags(handles, { workspaceId: WORKSPACE, tagIds: [tagId] })).get(tagId)
  if (rows[0]?.marks !== people || known !== people)
    throw new Error(`${people} people should have the tag: there are ${rows[0]?.marks} marks, and the event store knows of ${known}`)
}

/** Made within the stores; atoms 1 to `merges` are merged into those as many later. */
async function fill({ db, clickhouse }: Handles, { people, merges }: TagsOrder): Promise<void> {
  const seenAt = new Date(realClock.now() - 90 * DAY_MS)
  await sql`insert into auth_workspaces (name, time_zone, created_at) values ('bench', ${TIME_ZONE}, ${seenAt}) on conflict do nothing`.execute(
    db,
  )
  await sql`insert into identity_identifiers (workspace_id, kind, key, atom, seen_at)
    select ${WORKSPACE}::int, 'user_id', 'person ' || n, n, ${seenAt}::timestamptz from generate_series(1, ${people}::int) as n`.execute(db)
  await sql`insert into identity_members (workspace_id, atom, person)
    select ${WORKSPACE}::int, n, n + ${merges}::int from generate_series(1, ${merges}::int) as n
    union all select ${WORKSPACE}::int, n + ${merges}::int, n + ${merges}::int from generate_series(1, ${merges}::int) as n`.execute(db)
  await sql`analyze identity_identifiers, identity_members`.execute(db)
  await clickhouse.command(`
    INSERT INTO events_v1 (workspace, name, type, time, received, atom, node, sequence, message_hash, raw_time, amount, currency, source, properties, context)
    SELECT ${WORKSPACE}, 'buy', 'track', fromUnixTimestamp64Milli(toInt64(${seenAt.getTime()} + cityHash64(number, 1) % ${90 * DAY_MS}), 'UTC') AS time, time,
      1 + number % ${people}, 1, number, reinterpretAsUUID(sipHash128(number)), time, NULL, '', 'import',
      concat('{"channel":"', if(number % 2 = 0, 'ads', 'search'), '"}')::JSON(max_dynamic_paths = 32), '{}'
    FROM numbers(${people * EVENTS_PER_PERSON})`)
  await clickhouse.command(`
    INSERT INTO dim_identifiers_v1 (workspace, kind, atom, present, version)
    SELECT ${WORKSPACE}, 'user_id', number + 1, 1, 1 FROM numbers(${people})`)
  await clickhouse.command(
    `INSERT INTO dim_people_v1 (atom, person, version) SELECT number + 1, number + 1 + ${merges}, 1 FROM numbers(${merges})`,
  )
  await clickhouse.command('SYSTEM RELOAD DICTIONARY dim_people')
}
