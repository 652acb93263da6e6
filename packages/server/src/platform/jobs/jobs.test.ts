import { afterEach, beforeAll, expect, test } from 'vitest'
import { inTransaction } from '../db/index.ts'
import { openWorld, type World } from '../testing/world.ts'
import { defineJob, findJob, type JobKind, type JobRun, startJob } from './index.ts'
import { type JobRunner, startJobRunner } from './runner.ts'

let world: World
let workspaceId: number
const runners: JobRunner[] = []

beforeAll(async () => {
  world = await openWorld()
  workspaceId = (await world.newWorkspace()).id
})
afterEach(async () => {
  for (const runner of runners.splice(0)) await runner.stop()
})

function aKind(run: (run: JobRun) => Promise<Record<string, unknown>>): JobKind {
  return defineJob({ kind: `test.${crypto.randomUUID()}`, unit: 'rows', maxAttempts: 3, run })
}

async function queue(kind: JobKind, payload: Record<string, unknown> = {}): Promise<string> {
  const { db, clocks, ids } = world.handles
  return startJob(db, { id: ids.uuid(), kind, workspaceId, payload, at: new Date(clocks.business.now()) })
}

function run(...kinds: JobKind[]): JobRunner {
  const runner = startJobRunner(world.handles, kinds)
  runners.push(runner)
  return runner
}

const view = (jobId: string) => findJob(world.handles.db, { workspaceId, jobId })

test('a job runs with its payload, shows progress and keeps its result', async () => {
  const kind = aKind(async ({ payload, report }) => {
    report({ done: 40, total: 40 })
    return { doubled: Number(payload.n) * 2 }
  })
  const id = await queue(kind, { n: 21 })
  expect(await view(id)).toMatchObject({ status: 'queued', progress: { done: 0, total: null, unit: 'rows' } })
  await run(kind).drain()
  expect(await view(id)).toMatchObject({ status: 'done', progress: { done: 40, total: 40 }, result: { doubled: 42 }, error: null })
})

test('after a drain no job is queued or under way, also when the loop claimed the last one', async () => {
  const kind = aKind(async () => ({}))
  for (let round = 0; round < 10; round++) {
    const ids = await Promise.all(Array.from({ length: 9 }, () => queue(kind)))
    // One runner at a time: a drain answers for the jobs of its own runner alone.
    const runner = startJobRunner(world.handles, [kind])
    await runner.drain()
    expect(await Promise.all(ids.map(async (id) => (await view(id))?.status))).toEqual(ids.map(() => 'done'))
    await runner.stop()
  }
})

test('a job that throws has failed, with its reason', async () => {
  const kind = aKind(async () => {
    throw new Error('no such file')
  })
  const id = await queue(kind)
  await run(kind).drain()
  expect(await view(id)).toMatchObject({ status: 'failed', error: 'Error: no such file' })
})

test('a job of a rolled back transaction never was', async () => {
  const kind = aKind(async () => ({}))
  const { db, ids } = world.handles
  const id = ids.uuid()
  await expect(
    inTransaction(db, async (tx) => {
      await startJob(tx, { id, kind, workspaceId, payload: {}, at: new Date(0) })
      throw new Error('changed my mind')
    }),
  ).rejects.toThrow('changed my mind')
  expect(await view(id)).toBeUndefined()
})

test('an orderly stop returns the job to the queue, and another runner ends it', async () => {
  const started = Promise.withResolvers<void>()
  let runs = 0
  const kind = aKind(async ({ signal }) => {
    runs++
    if (runs > 1) return { runs }
    started.resolve()
    await new Promise((resolve) => signal.addEventListener('abort', resolve))
    throw new Error('stopped')
  })
  const id = await queue(kind)
  const first = startJobRunner(world.handles, [kind])
  await started.promise
  await first.stop()
  expect(await view(id)).toMatchObject({ status: 'queued' })
  await run(kind).drain()
  expect(await view(id)).toMatchObject({ status: 'done', result: { runs: 2 } })
})

test('a job whose runner died is taken over when the lease has run out, but not for ever', async () => {
  const givenUp: unknown[] = []
  const kind = { ...aKind(async () => ({ ended: true })), givenUp: async (run: Pick<JobRun, 'payload'>) => void givenUp.push(run.payload) }
  const id = await queue(kind, { n: 1 })
  const crash = (attempts: number) =>
    world.handles.db
      .updateTable('platform_jobs')
      .set({ status: 'running', attempts, leased_until: new Date(0) })
      .where('id', '=', id)
      .execute()
  await crash(3)
  await run(kind).drain()
  await expect.poll(async () => (await view(id))?.status).toBe('failed')
  expect((await view(id))?.error).toContain('given up after 3 runs')
  expect(givenUp).toEqual([{ n: 1 }])
  await crash(2)
  await expect.poll(async () => (await view(id))?.status).toBe('done')
})

test('a job of another workspace is not to be seen', async () => {
  const kind = aKind(async () => ({}))
  const id = await queue(kind)
  const other = await world.newWorkspace()
  expect(await findJob(world.handles.db, { workspaceId: other.id, jobId: id })).toBeUndefined()
})
