/**
 * Several writers open, end, take, give back and reopen tasks at once, some of them dying before they commit: at most one task of a key is
 * open, and the history of each says how it stands. `LIUCHI_SEEDS=500` runs the long form.
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { endTask, giveBackTask, reopenTask, takeTask } from '../../../packages/server/src/modules/tasks/acts.ts'
import { endTasks, openTasks } from '../../../packages/server/src/modules/tasks/index.ts'
import type { TaskChange, TaskOutcome, TaskState } from '../../../packages/server/src/modules/tasks/states.ts'
import { type Db, inTransaction, openDb, sql, type Tx } from '../../../packages/server/src/platform/db/index.ts'
import { AppError } from '../../../packages/server/src/platform/errors.ts'
import { openWorld, type World } from '../../../packages/server/src/platform/testing/world.ts'
import { type Random, seededRandom } from '../seeded-random.ts'

const SEEDS = Number(process.env.LIUCHI_SEEDS ?? 12)
const WRITERS = 4
const DEEDS = 12
const KEYS = ['a', 'b', 'c', 'd', 'e']
const LONGEST_SEED_MS = 4_000
const OTHER_POOL_SIZE = 6
const KIND = 'test.task'
const DEATH = new Error('died before it committed')
const OUTCOMES: readonly TaskOutcome[] = ['done', 'dismissed', 'overtaken']

let world: World
let otherDb: Db | undefined
beforeAll(async () => {
  world = await openWorld()
  const url = world.handles.config.databaseUrl
  if (url) otherDb = openDb({ source: { url }, poolSize: OTHER_POOL_SIZE })
})
afterAll(() => otherDb?.destroy())

interface Writer {
  readonly db: Db
  readonly workspaceId: number
  readonly random: Random
  readonly accountId: number
}

const pick = <T>(random: Random, all: readonly T[]): T => all[Math.floor(random() * all.length)] as T
const someKeys = (random: Random) => KEYS.filter(() => random() < 0.5).sort(() => random() - 0.5)

/** Some of those who write are gone before it counts. */
async function perhaps(writer: Writer, what: (tx: Tx, at: Date) => Promise<void>): Promise<void> {
  const dies = writer.random() < 0.2
  const work = inTransaction(writer.db, async (tx) => {
    await what(tx, new Date(world.handles.clocks.business.now()))
    if (dies) throw DEATH
  })
  await work.catch((error: unknown) => {
    if (error !== DEATH) throw error
  })
}

async function oneDeed(writer: Writer): Promise<void> {
  const { db, workspaceId, random, accountId } = writer
  const deed = random()
  if (deed < 0.3) {
    const tasks = someKeys(random).map((key) => ({ kind: KIND, key, facts: {} }))
    return perhaps(writer, (tx, at) => openTasks(tx, { workspaceId, at, tasks }))
  }
  if (deed < 0.5) {
    const [keys, outcome] = [someKeys(random), pick(random, OUTCOMES)]
    return perhaps(writer, (tx, at) => endTasks(tx, { workspaceId, kind: KIND, keys, outcome, at }))
  }
  const { rows } = await sql<{ id: number }>`select id from tasks_tasks where workspace_id = ${workspaceId} order by id`.execute(db)
  if (rows.length === 0) return
  const named = { workspaceId, id: pick(random, rows).id, by: `account ${accountId}` }
  const handles = { ...world.handles, db }
  const done =
    deed < 0.65
      ? takeTask(handles, { ...named, accountId })
      : deed < 0.72
        ? giveBackTask(handles, named)
        : deed < 0.86
          ? endTask(handles, { ...named, outcome: pick(random, OUTCOMES), note: 'x' })
          : reopenTask(handles, named)
  await done.catch((error: unknown) => {
    if (!(error instanceof AppError && error.code.startsWith('tasks.'))) throw error
  })
}

const AFTER: Readonly<Record<TaskChange, TaskState>> = {
  opened: 'open',
  taken: 'open',
  given_back: 'open',
  reopened: 'open',
  done: 'done',
  dismissed: 'dismissed',
  overtaken: 'overtaken',
}

/** What is wrong with what is stored; nothing, as it should be. */
async function problemsOf(workspaceId: number): Promise<string[]> {
  const { rows } = await sql<{ id: number; key: string; state: TaskState; assignee: string; changes: TaskChange[] }>`
    select own.id, own.key, own.state, own.assignee, array(select change from tasks_changes made
      where made.workspace_id = own.workspace_id and made.task_id = own.id order by made.id) as changes
    from tasks_tasks own where own.workspace_id = ${workspaceId}`.execute(world.handles.db)
  const open = Map.groupBy(
    rows.filter(({ state }) => state === 'open'),
    ({ key }) => key,
  )
  return [
    ...[...open].filter(([, tasks]) => tasks.length > 1).map(([key]) => `${key} is open twice`),
    ...rows.filter(({ state, changes }) => AFTER[changes.at(-1) ?? 'opened'] !== state).map(({ id }) => `${id} is not as its history says`),
    ...rows.filter(({ changes }) => changes.filter((one) => one === 'opened').length !== 1).map(({ id }) => `${id} was not opened once`),
    ...rows.filter(({ changes }) => changes.some(isImpossible)).map(({ id, changes }) => `${id}: ${changes.join(', ')}`),
    ...rows
      .filter(({ assignee, changes }) => isTaken(changes) !== (assignee !== ''))
      .map(({ id }) => `${id} is another's than its history says`),
  ]
}

/** Only what has ended is reopened, and only what is open is anything else. */
function isImpossible(change: TaskChange, place: number, all: readonly TaskChange[]): boolean {
  const before = all[place - 1]
  if (before === undefined) return change !== 'opened'
  return (AFTER[before] === 'open') === (change === 'reopened')
}

function isTaken(changes: readonly TaskChange[]): boolean {
  return changes.findLast((change) => change === 'taken' || change === 'given_back') === 'taken'
}

const openKeys = async (workspaceId: number) => {
  const { rows } = await sql<{ key: string }>`select key from tasks_tasks
    where workspace_id = ${workspaceId} and state = 'open' order by key`.execute(world.handles.db)
  return rows.map(({ key }) => key)
}

test(`${SEEDS} seeds of writers at once`, { timeout: 60_000 + SEEDS * LONGEST_SEED_MS }, async () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const { id: workspaceId } = await world.newWorkspace()
    const writers = Array.from({ length: WRITERS }, (_, index): Writer => {
      const db = index % 2 === 1 && otherDb ? otherDb : world.handles.db
      return { db, workspaceId, random: seededRandom(seed * WRITERS + index), accountId: index + 1 }
    })
    const write = async (writer: Writer) => {
      for (let deed = 0; deed < DEEDS; deed++) await oneDeed(writer)
    }
    await Promise.all(writers.map(write))
    expect(await problemsOf(workspaceId), `seed ${seed}`).toEqual([])
    const at = new Date(world.handles.clocks.business.now())
    const all = KEYS.map((key) => ({ kind: KIND, key, facts: {} }))
    await inTransaction(world.handles.db, (tx) => openTasks(tx, { workspaceId, at, tasks: all }))
    expect(await openKeys(workspaceId), `seed ${seed}`).toEqual(KEYS)
  }
})

const MAX_LOOKS = 500

test('opening while somebody ends waits for them and is not lost', async () => {
  const { id: workspaceId } = await world.newWorkspace()
  const at = new Date(world.handles.clocks.business.now())
  const tasks = [{ kind: KIND, key: 'a', facts: {} }]
  const opening = () => inTransaction(otherDb ?? world.handles.db, (tx) => openTasks(tx, { workspaceId, at, tasks }))
  await opening()
  const ended = Promise.withResolvers<void>()
  const second = otherDb ? ended.promise.then(opening) : undefined
  await inTransaction(world.handles.db, async (tx) => {
    await endTasks(tx, { workspaceId, kind: KIND, keys: ['a'], outcome: 'done', at })
    ended.resolve()
    // Until it waits for us; the embedded store has one connection, where it comes afterwards.
    for (let looks = 0; second && looks < MAX_LOOKS; looks++) {
      const { rows } = await sql<{ waits: boolean }>`select exists (select 1 from pg_stat_activity
        where wait_event_type = 'Lock' and query like '%tasks_tasks%' and datname = current_database()) as waits`.execute(tx)
      if (rows[0]?.waits) break
    }
  })
  await (second ?? opening())
  expect(await openKeys(workspaceId)).toEqual(['a'])
  expect(await problemsOf(workspaceId)).toEqual([])
})
