/** For tests of audiences: a brand with people, events, traits and merges, and its background work run on demand. */
import type { BodyInputOf } from '../../platform/contract.ts'
import { startJobRunner } from '../../platform/jobs/runner.ts'
import type { TestServer } from '../../platform/testing/http.ts'
import type { World } from '../../platform/testing/world.ts'
import { newPeople, storeEvents, type TestEvent } from '../events/testing.ts'
import { applyTraits, mergePeople } from '../identity/index.ts'
import { createAudience, readAudience } from './contract.ts'
import { exportAudienceJob } from './export-job.ts'
import { computeAudienceJob } from './jobs.ts'
import { fillAudienceJob } from './live/fill.ts'

export type Brand = Awaited<ReturnType<typeof newBrand>>

/** A workspace with so many people, each with one `user_id`; `atoms` are their numbers. */
export async function newBrand({ world, server, count }: { world: World; server: TestServer; count: number }) {
  const workspace = await world.newWorkspace({ timeZone: 'Asia/Shanghai' })
  const workspaceId = workspace.id
  const admin = await server.as('admin', { workspace })
  const atoms = await newPeople(world.handles, { workspaceId, count })
  let steps = 0
  const trait = (atom: number, values: Record<string, unknown>) =>
    applyTraits(world.handles.db, {
      changes: [{ workspaceId, atom, op: 'set', values, at: ++steps, source: 'server', step: `step ${steps}` }],
      now: world.real.now(),
    })
  const merge = (a: number, b: number) => mergePeople(world.handles, { workspaceId, a, b, cause: 'request', by: 'test', evidence: '' })
  /** Runs every job of audiences that waits. */
  const drain = async () => {
    const jobs = startJobRunner(world.handles, [computeAudienceJob(), fillAudienceJob(), exportAudienceJob()])
    await jobs.drain()
    await jobs.stop()
  }
  /** Makes an audience and computes it. */
  const made = async (body: BodyInputOf<typeof createAudience>) => {
    const { id } = await admin.call(createAudience, { body })
    await drain()
    return admin.call(readAudience, { params: { id } })
  }
  const did = (...events: TestEvent[]) => storeEvents(world.handles, { workspaceId, events })
  return { workspace, workspaceId, admin, atoms, trait, merge, drain, made, did }
}
