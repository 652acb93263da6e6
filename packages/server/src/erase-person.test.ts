/** Export and erasure of a person through every module: what was sent is found before and nowhere afterwards. */
import { existsSync, statSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { bindEverything, errorTables, personDataHolders } from './app.ts'
import { moduleOrder } from './architecture.ts'
import { publishCopies } from './modules/audience/copies/publish.ts'
import { openWecom } from './modules/channels/index.ts'
import { personConsents, recordConsent } from './modules/compliance/consents/contract.ts'
import { openAuditSink } from './modules/compliance/index.ts'
import { erasePerson, exportFile, exportPerson, listErasures, personExports, readErasure } from './modules/compliance/rights/contract.ts'
import { erasePersonJob } from './modules/compliance/rights/erase-job.ts'
import { exportPath } from './modules/compliance/rights/export-file.ts'
import { exportPersonJob } from './modules/compliance/rights/export-job.ts'
import type { PersonDataHolder } from './modules/compliance/rights/holders.ts'
import { sweepRights } from './modules/compliance/rights/sweep.ts'
import { type Collector, openCollector } from './modules/events/collect/collector.ts'
import { eventOf } from './modules/events/collect/testing.ts'
import { importShape } from './modules/events/imports/contract.ts'
import { importJob } from './modules/events/imports/job.ts'
import { planConsumer } from './modules/events/plan/consumer.ts'
import { openDoorkeeper } from './modules/events/plan/declarations.ts'
import { type Processor, startProcessor } from './modules/events/stream/processor.ts'
import { wireRoutes } from './modules/events/wire/routes.ts'
import { listPersons, readPerson } from './modules/identity/contract.ts'
import { linkIdentifier, unmergePerson } from './modules/identity/links/contract.ts'
import { openWriteKeyResolver } from './platform/auth/index.ts'
import { insertWriteKey } from './platform/auth/write-keys.ts'
import { movableClock } from './platform/clock.ts'
import { sql } from './platform/db/index.ts'
import { getJob } from './platform/jobs/contract.ts'
import type { JobKind } from './platform/jobs/index.ts'
import { startJobRunner } from './platform/jobs/runner.ts'
import { findMigrations } from './platform/migrations.ts'
import { type Caller, openTestServer, type TestServer } from './platform/testing/http.ts'
import { openWorld, type World } from './platform/testing/world.ts'

let world: World
let server: TestServer
let collector: Collector
let processor: Processor

beforeAll(async () => {
  world = await openWorld()
  collector = await openCollector(world.handles)
  processor = startProcessor(world.handles, { ownNode: collector.node, consumers: [planConsumer], alone: true })
  collector.onStored(processor.stored)
  const doorkeeper = openDoorkeeper(world.handles)
  const channels = { wecom: openWecom(world.handles, { apiBase: () => 'http://127.0.0.1:1' }), publicUrl: () => undefined }
  const bindings = bindEverything({ doorkeeper, businessClock: movableClock(), sandbox: true, runDue: async () => 0, channels })
  server = await openTestServer(world, bindings, {
    errorTables,
    audit: openAuditSink(world.handles),
    plugins: [wireRoutes({ handles: world.handles, collector, writeKeys: openWriteKeyResolver(world.handles.db) })],
  })
})
afterEach(() => {
  world.business.setOffsetMs(0)
  world.real.setOffsetMs(0)
})
afterAll(async () => {
  await server.close()
  await processor.stop()
  await collector.close()
})

const PHONE = '13912345678'
const EMAIL = 'xiaoli.wang@mail.example'
const NAME = '王小丽丽'
const SECRETS = [PHONE, '912345678', EMAIL, 'xiaoli.wang', NAME, 'visitor-8f31c2', 'customer-77120', '和平路 18 号', 'openid-o9Xk2']

interface Place {
  readonly workspace: { id: number; name: string; timeZone: string }
  readonly owner: Caller
  send(path: string, body: object): Promise<void>
}

async function aPlace(): Promise<Place> {
  const workspace = await world.newWorkspace()
  const owner = await server.as('owner', { workspace })
  const { key } = await insertWriteKey(world.handles, world.handles.db, { workspaceId: workspace.id, name: 'test' })
  const authorization = `Basic ${Buffer.from(`${key}:`).toString('base64')}`
  return {
    workspace,
    owner,
    send: async (path, body) => {
      const answer = await server.stranger.inject({ method: 'POST', url: path, payload: body, headers: { authorization } })
      expect(answer.status, answer.text).toBe(200)
    },
  }
}

const at = '2026-03-01T08:00:00.000Z'

/** A visitor who becomes a customer, buys twice, and of whom one event is refused. */
async function live({ send }: Place): Promise<void> {
  const anonymousId = 'visitor-8f31c2'
  const userId = 'customer-77120'
  await send('/v1/track', { anonymousId, event: 'view', messageId: 'm1', timestamp: at, properties: { sku: 'tea-1', note: `给${NAME}` } })
  const traits = { name: NAME, phone: PHONE, email: EMAIL, city: '上海', birthday: '1990-05-02', address: '和平路 18 号' }
  await send('/v1/identify', { anonymousId, userId, messageId: 'm2', timestamp: at, traits, context: { ip: '10.1.2.3' } })
  const order = {
    orderNo: 'A-2026-0001',
    amount: 128.5,
    quantity: 2,
    sku: 'tea-1',
    receiver: NAME,
    address: { street: '和平路 18 号' },
    paidAt: '2026-03-01 16:00:00',
    items: [{ sku: 'tea-1', price: 64.25, quantity: 2, engraving: NAME }],
  }
  await send('/v1/track', { userId, event: 'buy', messageId: 'm3', timestamp: at, properties: order, context: { ip: '10.1.2.3' } })
  await send('/v1/track', { userId, event: 'buy', messageId: 'm4', timestamp: at, properties: { orderNo: 'A-2026-0002', amount: 20 } })
  await send('/v1/batch', {
    batch: [{ type: 'track', userId, event: '', messageId: 'm5', properties: { note: NAME } }],
  })
  await publishCopies(world.handles)
}

async function personOf({ owner }: Place, identifier: string) {
  const { items } = await owner.call(listPersons, { query: { identifier } })
  return items[0]
}

const holders = personDataHolders

async function run(...kinds: JobKind[]): Promise<void> {
  const runner = startJobRunner(world.handles, kinds)
  await runner.drain()
  await runner.stop()
}

async function erase({ owner }: Place, id: string, using: readonly PersonDataHolder[] = holders) {
  const asked = await owner.call(erasePerson, { params: { id } })
  await run(erasePersonJob({ holders: using }))
  return owner.call(readErasure, { params: { id: asked.erasureId } })
}

/** Every row of both stores as text, but for those of other workspaces. */
async function everything({ workspace }: Place): Promise<string> {
  const { db, clickhouse } = world.handles
  const tables = await sql<{ name: string }>`select table_name as name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE'`.execute(db)
  const rows: Record<string, unknown>[] = []
  for (const { name } of tables.rows) {
    const found = await sql<{ row: Record<string, unknown> }>`select row_to_json(kept) as row from ${sql.table(name)} kept`.execute(db)
    rows.push(...found.rows.map(({ row }) => row))
  }
  const stored = await clickhouse.query<{ name: string }>({
    query: "select name from system.tables where database = currentDatabase() and engine like '%MergeTree'",
  })
  for (const { name } of stored) rows.push(...(await clickhouse.query<Record<string, unknown>>({ query: `select * from ${name}` })))
  const ours = rows.filter(
    ({ workspace_id = workspace.id, workspace: id = workspace.id }) => workspace_id === workspace.id && id === workspace.id,
  )
  return ours.map((row) => JSON.stringify(row)).join('\n')
}

const leftIn = (text: string) => SECRETS.filter((secret) => text.includes(secret))

/** The events of some atoms as the store has them, whoever they belong to. */
function storedEvents(workspaceId: number) {
  return world.handles.clickhouse.query<{ name: string; amount: number | null; properties: object; context: string; atom: number }>({
    query: 'select name, amount, properties, context, atom from events_v1 where workspace = {w:UInt32} order by sequence',
    params: { w: workspaceId },
  })
}

describe('an export', () => {
  test('holds everything, in the clear, for a week', async () => {
    const place = await aPlace()
    await live(place)
    const person = await personOf(place, `phone:${PHONE}`)
    const id = person?.id ?? ''
    await place.owner.call(linkIdentifier, { params: { id }, body: { kind: 'openid:wx1', value: 'openid-o9Xk2' } })
    const consent = { personId: id, purpose: 'marketing', channel: 'sms', state: 'granted', proof: { text: '同意接收短信' } } as const
    await place.owner.call(recordConsent, { body: consent })
    const asked = await place.owner.call(exportPerson, { params: { id } })
    expect((await place.owner.reply(exportFile, { params: { id: asked.exportId } })).error?.code).toBe('compliance.export_not_ready')
    await run(exportPersonJob({ holders }))
    expect(await place.owner.call(getJob, { params: { id: asked.jobId } })).toMatchObject({
      status: 'done',
      result: { exportId: asked.exportId, counts: { identifiers: 5, consents: 1, events: 4 } },
    })
    const answer = await place.owner.reply(exportFile, { params: { id: asked.exportId } })
    expect(String(answer.headers['content-disposition'])).toContain(`person-${id}.json`)
    const file = answer.body as Record<string, Record<string, unknown>[]>
    expect(file.export).toMatchObject({ personId: id, exportId: asked.exportId })
    expect(file.identifiers?.map(({ kind, value }) => `${kind}:${value}`).sort()).toEqual(
      ['anonymous_id:visitor-8f31c2', `email:${EMAIL}`, 'openid:wx1:openid-o9Xk2', `phone:+86${PHONE}`, 'user_id:customer-77120'].sort(),
    )
    expect(file.traits).toContainEqual(expect.objectContaining({ name: 'name', value: NAME, source: 'segment' }))
    expect(file.traitHistory).toContainEqual(expect.objectContaining({ name: 'name', value: NAME }))
    expect(file.merges?.length).toBe(4)
    expect(file.consents).toEqual([
      expect.objectContaining({ purpose: 'marketing', channel: 'sms', state: 'granted', proof: { text: '同意接收短信' } }),
    ])
    expect(file.events?.map(({ name }) => name).sort()).toEqual(['$identify', 'buy', 'buy', 'view'])
    expect(file.events).toContainEqual(expect.objectContaining({ name: 'buy', amount: 128.5 }))
    expect(file.audit?.map(({ action }) => action)).toEqual(['persons.link_identifier', 'consents.record', 'persons.export'])
    const path = exportPath(world.handles.config, asked.exportId)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect((await place.owner.call(personExports, { params: { id } })).items).toMatchObject([
      { id: asked.exportId, state: 'ready', sizeBytes: statSync(path).size },
    ])
    world.business.setOffsetMs(8 * 86_400_000)
    expect((await place.owner.reply(exportFile, { params: { id: asked.exportId } })).error?.code).toBe('compliance.export_gone')
    await sweepRights(world.handles, { holders, signal: AbortSignal.timeout(60_000) })
    expect(existsSync(path)).toBe(false)
    expect((await place.owner.call(personExports, { params: { id } })).items).toMatchObject([{ state: 'expired' }])
  })

  test('is not for whoever may not read phone numbers', async () => {
    const place = await aPlace()
    await live(place)
    const id = (await personOf(place, `phone:${PHONE}`))?.id ?? ''
    const clerk = await server.withPermissions(['privacy.export', 'people.read'], { workspace: place.workspace })
    expect((await clerk.reply(exportPerson, { params: { id } })).error?.code).toBe('platform.forbidden')
    const { exportId } = await place.owner.call(exportPerson, { params: { id } })
    expect((await clerk.reply(exportFile, { params: { id: exportId } })).error?.code).toBe('platform.forbidden')
    expect((await place.owner.reply(exportPerson, { params: { id: '999999999' } })).status).toBe(404)
    await run(exportPersonJob({ holders }))
  })
})

describe('an erasure', () => {
  test('leaves nothing that tells who it was, in either store or on the disk', async () => {
    const place = await aPlace()
    await live(place)
    await processor.drain()
    const person = await personOf(place, `phone:${PHONE}`)
    const id = person?.id ?? ''
    await place.owner.call(linkIdentifier, { params: { id }, body: { kind: 'openid:wx1', value: 'openid-o9Xk2' } })
    const guardian = { name: NAME, relation: '母亲', contact: PHONE }
    const consent = { personId: id, purpose: 'marketing', channel: 'sms', proof: { page: EMAIL } } as const
    await place.owner.call(recordConsent, { body: { ...consent, state: 'granted', guardian } })
    await place.owner.call(recordConsent, { body: { ...consent, state: 'withdrawn' } })
    await importWithReject(place)
    const { exportId } = await place.owner.call(exportPerson, { params: { id } })
    await run(exportPersonJob({ holders }))
    const before = await everything(place)
    expect(leftIn(before).length).toBeGreaterThan(4)

    const erasure = await erase(place, id)

    expect(leftIn(await everything(place))).toEqual([])
    expect(existsSync(exportPath(world.handles.config, exportId))).toBe(false)
    expect(erasure).toMatchObject({ state: 'done', left: 0, atoms: 5, identifiers: 5 })
    const steps = Object.fromEntries(erasure.steps.map(({ holder, found, rows, kept }) => [holder, { found, rows, kept }]))
    expect(steps).toMatchObject({
      refused: { found: null, rows: 2, kept: 0 },
      events: { found: 4, rows: 2, kept: 2 },
      compliance: { found: 3, rows: 1, kept: 2 },
    })
    expect(steps.cut?.rows).toBe(11)
    expect((await place.owner.reply(readPerson, { params: { id } })).status).toBe(404)
    expect((await place.owner.reply(personConsents, { params: { id } })).status).toBe(404)
    expect((await place.owner.reply(erasePerson, { params: { id } })).status).toBe(404)
    expect(await personOf(place, `phone:${PHONE}`)).toBeUndefined()
    const asked = async (query: Record<string, string>) =>
      (await place.owner.call(listErasures, { query })).items.map((one) => one.erasureId)
    expect(await asked({ identifier: `phone:${PHONE}` })).toEqual([erasure.erasureId])
    expect(await asked({ personId: id })).toEqual([erasure.erasureId])
    expect(await asked({ identifier: 'phone:13900000000' })).toEqual([])
    expect(await asked({})).toEqual([erasure.erasureId])
  })

  test('keeps the books: orders with their number, goods and money, and nothing about the buyer', async () => {
    const place = await aPlace()
    await live(place)
    const id = (await personOf(place, `phone:${PHONE}`))?.id ?? ''
    const before = (await storedEvents(place.workspace.id)).filter(({ name }) => name === 'buy')
    await erase(place, id)
    const events = await storedEvents(place.workspace.id)
    expect(events.map(({ name, amount, properties, context }) => ({ name, amount, properties, context }))).toEqual([
      {
        name: 'buy',
        amount: 128.5,
        properties: { orderNo: 'A-2026-0001', quantity: 2, sku: 'tea-1', items: [{ sku: 'tea-1', price: 64.25, quantity: 2 }] },
        context: '{"erased":true}',
      },
      { name: 'buy', amount: 20, properties: { orderNo: 'A-2026-0002' }, context: '{"erased":true}' },
    ])
    expect(events.map(({ atom }) => atom)).toEqual(before.map(({ atom }) => atom))
  })

  test('leaves everybody else alone, and whoever comes with the same identifiers is somebody new', async () => {
    const place = await aPlace()
    await live(place)
    await place.send('/v1/track', { userId: 'another', event: 'view', messageId: 'o1', properties: { note: '别人' } })
    await place.send('/v1/identify', { userId: 'another', messageId: 'o2', traits: { name: '李四', phone: '13700001111' } })
    const id = (await personOf(place, `phone:${PHONE}`))?.id ?? ''
    const another = await personOf(place, 'user_id:another')
    await erase(place, id)
    expect(await personOf(place, 'user_id:another')).toEqual(another)
    await place.send('/v1/track', { userId: 'customer-77120', event: 'view', messageId: 'late-1', timestamp: at })
    const again = await personOf(place, 'user_id:customer-77120')
    expect(again?.id).not.toBe(id)
    expect(again?.identifiers).toHaveLength(1)
  })

  test('takes a merged person whole, and after an un-merge only the one that was named', async () => {
    const place = await aPlace()
    await place.send('/v1/track', { userId: 'keeps', event: 'view', messageId: 'k1' })
    await place.send('/v1/track', { userId: 'goes', event: 'view', messageId: 'g1' })
    const keeps = (await personOf(place, 'user_id:keeps'))?.id ?? ''
    const goes = (await personOf(place, 'user_id:goes'))?.id ?? ''
    const { mergeId } = await place.owner.call(linkIdentifier, { params: { id: keeps }, body: { kind: 'user_id', value: 'goes' } })
    await place.owner.call(unmergePerson, { params: { id: keeps }, body: { mergeId: mergeId ?? '' } })
    expect(await erase(place, goes)).toMatchObject({ atoms: 1, state: 'done' })
    expect((await place.owner.call(readPerson, { params: { id: keeps } })).identifiers).toMatchObject([{ value: 'keeps' }])
    expect((await storedEvents(place.workspace.id)).map(({ atom }) => String(atom))).toEqual([keeps])
  })

  test('that is asked for twice is one, and takes along who was linked before it ran', async () => {
    const place = await aPlace()
    await live(place)
    const id = (await personOf(place, `phone:${PHONE}`))?.id ?? ''
    const first = await place.owner.call(erasePerson, { params: { id } })
    expect(await place.owner.call(erasePerson, { params: { id } })).toEqual(first)
    expect((await place.owner.reply(exportPerson, { params: { id } })).error?.code).toBe('compliance.person_being_erased')
    await place.owner.call(linkIdentifier, { params: { id }, body: { kind: 'member_no', value: 'VIP-5501' } })
    await run(erasePersonJob({ holders }))
    expect(await place.owner.call(readErasure, { params: { id: first.erasureId } })).toMatchObject({ state: 'done', identifiers: 5 })
    expect(await personOf(place, 'member_no:VIP-5501')).toBeUndefined()
    expect(await place.owner.call(getJob, { params: { id: first.jobId } })).toMatchObject({
      status: 'done',
      result: { erasureId: first.erasureId, steps: expect.arrayContaining([expect.objectContaining({ holder: 'events' })]) },
    })
  })

  test('that dies before and after each of its steps goes on with the next run', async () => {
    const place = await aPlace()
    await live(place)
    const id = (await personOf(place, `phone:${PHONE}`))?.id ?? ''
    const { erasureId } = await place.owner.call(erasePerson, { params: { id } })
    for (const [at, dying] of holders.entries())
      for (const when of ['before', 'after'] as const) {
        // The runner stops in the middle of the job, as when the process is told to end.
        const reached = Promise.withResolvers<void>()
        const stuck: PersonDataHolder = {
          ...dying,
          erase: async (handles, input) => {
            if (when === 'after') await dying.erase(handles, input)
            reached.resolve()
            await new Promise((resolve) => input.signal.addEventListener('abort', resolve))
            throw new Error('stopped')
          },
        }
        const runner = startJobRunner(world.handles, [erasePersonJob({ holders: holders.with(at, stuck) })])
        await reached.promise
        await runner.stop()
        expect(await place.owner.call(readErasure, { params: { id: erasureId } })).toMatchObject({ state: 'running', left: null })
      }
    await run(erasePersonJob({ holders }))
    expect(await place.owner.call(readErasure, { params: { id: erasureId } })).toMatchObject({ state: 'done', left: 0 })
    expect((await storedEvents(place.workspace.id)).map(({ name, context }) => [name, context])).toEqual([
      ['buy', '{"erased":true}'],
      ['buy', '{"erased":true}'],
    ])
    expect(leftIn(await everything(place))).toEqual([])
  })

  test('that fails says so and goes on when it is asked for again', async () => {
    const place = await aPlace()
    await live(place)
    const id = (await personOf(place, `phone:${PHONE}`))?.id ?? ''
    const broken = holders.map((holder) =>
      holder.name === 'events' ? { ...holder, erase: () => Promise.reject(new Error('no such luck')) } : holder,
    )
    expect(await erase(place, id, broken)).toMatchObject({ state: 'failed' })
    expect(await erase(place, id)).toMatchObject({ state: 'done', left: 0 })
  })

  test('looks again for what was on its way', async () => {
    const place = await aPlace()
    await live(place)
    const person = await personOf(place, `phone:${PHONE}`)
    const id = person?.id ?? ''
    const erasure = await erase(place, id)
    // A batch that had found the atom before it was cut and was stored after the erasure.
    const late = { workspace: place.workspace.id, atom: Number(id) }
    await world.handles.clickhouse.command(
      `insert into events_v1 (workspace, name, type, time, received, atom, node, sequence, message_hash, raw_time, source, properties, context)
        select {workspace:UInt32}, 'view', 'track', toDateTime64(0, 3), toDateTime64(0, 3), {atom:UInt64}, 1, 1, toUUID('00000000-0000-0000-0000-000000000001'), toDateTime64(0, 3), 'segment', '{"note":"${NAME}"}', ''`,
      late,
    )
    const signal = AbortSignal.timeout(60_000)
    await sweepRights(world.handles, { holders, signal })
    expect(leftIn(await everything(place))).toEqual([NAME])
    world.real.setOffsetMs(10 * 60_000)
    await sweepRights(world.handles, { holders, signal })
    await sweepRights(world.handles, { holders, signal })
    expect(leftIn(await everything(place))).toEqual([])
    const row = await world.handles.db.selectFrom('compliance_erasures').select('atoms').where('id', '=', erasure.erasureId).execute()
    expect(row).toEqual([{ atoms: null }])
  })
})

/** A file with a row of the person that is refused. */
async function importWithReject({ owner }: Place): Promise<void> {
  const data = new FormData()
  data.set('mapping', '{"preset":"orders"}')
  data.set('file', new File([`orderNo,user_id,amount,paidAt,收货人\nA-3,customer-77120,abc,2026-03-01,${NAME}\n`], 'orders.csv'))
  const request = new Request('http://localhost/', { method: 'POST', body: data })
  const headers = { 'content-type': request.headers.get('content-type') ?? '' }
  const payload = Buffer.from(await request.arrayBuffer())
  const made = await owner.inject({ method: 'POST', url: '/api/v1/imports', headers, payload })
  importShape.parse(made.body)
  await run(importJob({ collector }))
}

test('every table that names a person has a holder that erases it', () => {
  const migrations = findMigrations(moduleOrder)
  const named = [...migrations.postgres, ...migrations.clickhouse].flatMap(({ sql: text }) =>
    [...text.matchAll(/^-- person: (.+)\n(?:--.*\n)*create table (?:if not exists )?(\w+)/gm)].flatMap(([, where, table = '']) =>
      where?.trim() === 'none' ? [] : table,
    ),
  )
  expect(named.filter((table) => !holders.some(({ tables }) => tables.includes(table)))).toEqual([])
})

test('the events of a person of many atoms are erased in few statements', async () => {
  const place = await aPlace()
  const atoms = 3_000
  const events = Array.from({ length: atoms }, (_, index) =>
    eventOf({
      messageId: `big-${index}`,
      name: index % 10 === 0 ? 'buy' : 'view',
      timestamp: Date.parse(at),
      identifiers: [
        { kind: 'user_id', value: 'big' },
        { kind: 'phone', value: `139${String(10_000_000 + index)}` },
      ],
      properties: { note: NAME },
    }),
  )
  for (let start = 0; start < atoms; start += 500)
    await collector.collect({ workspaceId: place.workspace.id, receivedAt: world.real.now(), events: events.slice(start, start + 500) })
  const id = (await personOf(place, 'user_id:big'))?.id ?? ''
  const erasure = await erase(place, id)
  expect(erasure).toMatchObject({ state: 'done', left: 0, atoms: atoms + 1 })
  expect((await storedEvents(place.workspace.id)).length).toBe(atoms / 10)
})
