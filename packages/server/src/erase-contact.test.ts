/** A WeCom contact is erased: nothing of them is left, and what the platform goes on telling of earlier times does not bring them back. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bindEverything, errorTables, personDataHolders } from './app.ts'
import { type ChannelWorld, openChannelWorld } from './modules/channels/testing.ts'
import { reconcileJob } from './modules/channels/wecom/reconcile/job.ts'
import { startReconcile } from './modules/channels/wecom/reconcile/runs.ts'
import { openAuditSink } from './modules/compliance/index.ts'
import { erasePerson, exportFile, exportPerson, readErasure } from './modules/compliance/rights/contract.ts'
import { erasePersonJob } from './modules/compliance/rights/erase-job.ts'
import { exportPersonJob } from './modules/compliance/rights/export-job.ts'
import { openDoorkeeper } from './modules/events/plan/declarations.ts'
import { listPersons } from './modules/identity/contract.ts'
import { movableClock } from './platform/clock.ts'
import { sql } from './platform/db/index.ts'
import { type JobRunner, startJobRunner } from './platform/jobs/runner.ts'
import { type Caller, openTestServer, type TestServer } from './platform/testing/http.ts'
import { openWorld, type World } from './platform/testing/world.ts'

let world: World
let channel: ChannelWorld
let server: TestServer
let owner: Caller
let jobs: JobRunner

beforeAll(async () => {
  world = await openWorld()
  channel = await openChannelWorld(world, { plan: { wecomShare: 0 } })
  const channels = { wecom: channel.wecom, publicUrl: () => undefined }
  const doorkeeper = openDoorkeeper(world.handles)
  const bindings = bindEverything({ doorkeeper, businessClock: movableClock(), sandbox: true, runDue: async () => 0, channels })
  server = await openTestServer(world, bindings, { errorTables, audit: openAuditSink(world.handles) })
  owner = await server.as('owner', { workspace: channel.workspace })
  const holders = personDataHolders
  jobs = startJobRunner(world.handles, [erasePersonJob({ holders }), exportPersonJob({ holders }), reconcileJob(channel)])
})
afterAll(async () => {
  await jobs.stop()
  await server.close()
  await channel.close()
})

interface Known {
  readonly external_user_id: string
  readonly unionid: string
  readonly name: string
}

async function contact(): Promise<Known | undefined> {
  const { rows } = await sql<Known>`select external_user_id, unionid, name from channels_wecom_contacts
    where workspace_id = ${channel.workspace.id}`.execute(world.handles.db)
  return rows[0]
}

/** Tables of this workspace in which one of the texts stands. */
async function placesOf(texts: readonly string[]): Promise<string[]> {
  const { rows: tables } = await sql<{ name: string }>`select table_name as name from information_schema.columns
    where table_schema = 'public' and column_name = 'workspace_id' and table_name not like 'pub_%'`.execute(world.handles.db)
  const found: string[] = []
  for (const { name } of tables) {
    const { rows } = await sql<{ text: string }>`select row_to_json(kept)::text as text from ${sql.table(name)} kept
      where workspace_id = ${channel.workspace.id}`.execute(world.handles.db)
    if (rows.some(({ text }) => texts.some((one) => text.includes(one)))) found.push(name)
  }
  const events = await world.handles.clickhouse.query<{ text: string }>({
    query: `select concat(toString(properties), context) as text from events_v1 where workspace = ${channel.workspace.id}`,
  })
  if (events.some(({ text }) => texts.some((one) => text.includes(one)))) found.push('events_v1')
  return found
}

async function idOf({ external_user_id }: Known): Promise<string | undefined> {
  const identifier = `external_userid:${channel.corp.corpId}:${external_user_id}`
  return (await owner.call(listPersons, { query: { identifier } })).items[0]?.id
}

async function reconcileNow(): Promise<void> {
  await startReconcile(world.handles, { ...channel.corp, by: 'test' })
  await jobs.drain()
}

describe('a contact', () => {
  test('is exported, erased without a trace, and stays away until they come again', async () => {
    const [customer, userId = ''] = [`customer:${channel.customers[0]}`, channel.staff[0]]
    channel.act(customer, 'addStaff', { userId, state: 'shop-9' })
    await channel.settle()
    const known = await contact()
    const id = known && (await idOf(known))
    if (!known || !id) throw new Error('nobody was found')
    const { exportId } = await owner.call(exportPerson, { params: { id } })
    await jobs.drain()
    const file = await owner.reply(exportFile, { params: { id: exportId } })
    for (const text of [known.name, known.unionid, known.external_user_id, userId, 'shop-9']) expect(file.text).toContain(text)

    // One callback is here already and one still on its way when they are erased.
    channel.act(`staff:${userId}`, 'editCustomer', { customerId: channel.customers[0], remark: '悄悄话' })
    channel.sandbox.deliverDue()
    await channel.sandbox.drain()
    channel.act(`staff:${userId}`, 'editCustomer', { customerId: channel.customers[0], remark: '悄悄话二' })
    const texts = [known.name, known.unionid, known.external_user_id, '悄悄话']
    expect(await placesOf(texts)).toEqual(
      expect.arrayContaining(['channels_wecom_callbacks', 'channels_wecom_contacts', 'channels_wecom_relations']),
    )
    const { erasureId } = await owner.call(erasePerson, { params: { id } })
    await jobs.drain()
    expect(await owner.call(readErasure, { params: { id: erasureId } })).toMatchObject({ state: 'done' })
    expect(await placesOf(texts)).toEqual([])

    await channel.settle()
    await reconcileNow()
    expect(await contact()).toBeUndefined()
    expect(await idOf(known)).toBeUndefined()

    channel.act(`staff:${userId}`, 'deleteCustomer', { customerId: channel.customers[0] })
    channel.sandbox.advance(5_000)
    channel.act(customer, 'addStaff', { userId })
    await channel.settle()
    expect(await contact()).toMatchObject({ external_user_id: known.external_user_id })
    expect(await idOf(known)).not.toBe(id)
  })
})
