/** Where a random life takes place: a workspace, a clock that stands still, and everything that runs by itself, one step at a time. */
import { createAudience } from '../../../packages/server/src/modules/audience/audiences.ts'
import { publishCopies } from '../../../packages/server/src/modules/audience/copies/publish.ts'
import { liveConsumer } from '../../../packages/server/src/modules/audience/live/consumer.ts'
import { fillAudienceJob } from '../../../packages/server/src/modules/audience/live/fill.ts'
import { runLive } from '../../../packages/server/src/modules/audience/live/run.ts'
import { type Collector, openCollector } from '../../../packages/server/src/modules/events/collect/collector.ts'
import { publishPeople } from '../../../packages/server/src/modules/events/people/publish.ts'
import { type Processor, startProcessor } from '../../../packages/server/src/modules/events/stream/processor.ts'
import { createTag } from '../../../packages/server/src/modules/identity/tags/tags.ts'
import { type MovableClock, movableClock } from '../../../packages/server/src/platform/clock.ts'
import { sql } from '../../../packages/server/src/platform/db/index.ts'
import type { Handles } from '../../../packages/server/src/platform/handles.ts'
import { type JobRunner, startJobRunner } from '../../../packages/server/src/platform/jobs/runner.ts'
import type { World } from '../../../packages/server/src/platform/testing/world.ts'
import { BEGIN_MS, ruleAt, TAG } from './rules.ts'

/** What is open for all lives, as a server would have it. */
export interface House {
  readonly handles: Handles
  readonly world: World
  readonly business: { at: number }
  /** The clock by which turns run out. */
  readonly real: MovableClock
  readonly collector: Collector
  readonly processor: Processor
  readonly jobs: JobRunner
  close(): Promise<void>
}

export async function openHouse(world: World): Promise<House> {
  const business = { at: BEGIN_MS }
  const real = movableClock()
  const handles: Handles = { ...world.handles, clocks: { business: { now: () => business.at }, real } }
  const collector = await openCollector(handles)
  const processor = startProcessor(handles, { ownNode: collector.node, consumers: [liveConsumer()], alone: true })
  collector.onStored(processor.stored)
  const jobs = startJobRunner(handles, [fillAudienceJob()])
  const close = async () => {
    await jobs.stop()
    await processor.stop()
    await collector.close()
  }
  return { handles, world, business, real, collector, processor, jobs, close }
}

export interface Stage extends House {
  readonly workspaceId: number
  /** Live audiences that are not archived. */
  readonly audiences: number[]
  /** Made in all. */
  made: number
  events: number
  readonly story: string[]
}

export async function openStage(house: House): Promise<Stage> {
  const { id: workspaceId } = await house.world.newWorkspace()
  // So that an audience which other tests left is nobody's business here.
  await sql`delete from audience_live_turns where workspace_id <> ${workspaceId}`.execute(house.handles.db)
  await createTag(house.handles, {
    workspaceId,
    name: TAG,
    kind: 'manual',
    groupId: null,
    dimension: undefined,
    description: '',
    color: 'grey',
    by: 'test',
  })
  return { ...house, workspaceId, audiences: [], made: 0, events: 0, story: [] }
}

export async function found(stage: Stage, rule: number): Promise<void> {
  const { handles, workspaceId, audiences } = stage
  stage.made++
  const made = await createAudience(handles, {
    workspaceId,
    timeZone: 'Asia/Shanghai',
    name: `audience ${stage.made}`,
    description: '',
    kind: 'live',
    of: { rule: ruleAt(rule, audiences[0] === undefined ? undefined : String(audiences[0])) },
    by: 'test',
  })
  audiences.push(made.id)
  stage.story.push(`audience ${made.id} of rule ${rule}`)
}

/** Atoms of the workspace, in the order in which they were seen. */
export async function atomsOf({ handles, workspaceId }: Stage): Promise<number[]> {
  const { rows } = await sql<{ atom: number }>`
    select atom from identity_identifiers where workspace_id = ${workspaceId} order by atom`.execute(handles.db)
  return rows.map(({ atom }) => atom)
}

/** Everything that runs by itself, to its end; two processes follow at once. */
export async function settle({ handles, processor, jobs }: Stage): Promise<void> {
  await processor.drain()
  for (let round = 0; round < 2; round++) {
    while ((await publishPeople(handles)) > 0);
    while ((await publishCopies(handles)) > 0);
    await Promise.all([runLive(handles), runLive(handles)])
  }
  await jobs.drain()
}
