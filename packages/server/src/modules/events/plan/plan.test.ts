import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Caller, openTestServer, type TestServer } from '../../../platform/testing/http.ts'
import { openWorld, type World } from '../../../platform/testing/world.ts'
import { type Collector, openCollector } from '../collect/collector.ts'
import type { CollectedEvent } from '../collected.ts'
import { type Processor, startProcessor } from '../stream/processor.ts'
import { planConsumer } from './consumer.ts'
import { declarePlanEvent, getHealth, getPlanEvent, listPlan, undeclarePlanEvent } from './contract.ts'
import { openDoorkeeper } from './declarations.ts'
import { type DuplicateCounts, openDuplicateCounts } from './duplicates.ts'
import { planErrors } from './errors.ts'
import { planRoutes } from './routes.ts'
import { LATE_AFTER_MS } from './tally.ts'

const DAY_MS = 86_400_000

let world: World
let server: TestServer
let collector: Collector
let processor: Processor
let duplicates: DuplicateCounts
let workspace: { id: number; name: string; timeZone: string }
let owner: Caller

beforeAll(async () => {
  world = await openWorld()
  const doorkeeper = openDoorkeeper(world.handles)
  duplicates = openDuplicateCounts(world.handles)
  collector = duplicates.watch(await openCollector(world.handles, { doorkeeper }))
  processor = startProcessor(world.handles, { ownNode: collector.node, consumers: [planConsumer], alone: true })
  collector.onStored(processor.stored)
  server = await openTestServer(world, planRoutes({ doorkeeper }), { errorTables: [planErrors] })
})
afterAll(async () => {
  await server.close()
  await processor.stop()
  await collector.close()
  await duplicates.stop()
})
beforeEach(async () => {
  workspace = await world.newWorkspace()
  owner = await server.as('owner', { workspace })
})

function anEvent(name: string, properties: Record<string, unknown> = {}, changes: Partial<CollectedEvent> = {}): CollectedEvent {
  return {
    messageId: crypto.randomUUID(),
    type: 'track',
    name,
    timestamp: world.real.now(),
    identifiers: [],
    properties,
    context: {},
    source: 'server',
    ...changes,
  }
}

async function collect(events: CollectedEvent[], receivedAt = world.real.now()) {
  const outcome = await collector.collect({ workspaceId: workspace.id, receivedAt, events })
  await processor.drain()
  return outcome
}

describe('what arrives', () => {
  test('names with volume, properties with types and samples', async () => {
    await collect([anEvent('view', { price: 3, item: 'a' }), anEvent('view', { price: '3' }), anEvent('buy', {}, { amount: '12.50' })])
    const plan = await owner.call(listPlan)
    expect(plan.items.map((item) => [item.name, item.total, item.lastSevenDays.at(-1), item.declared])).toEqual([
      ['view', 2, 2, null],
      ['buy', 1, 1, null],
    ])
    const view = await owner.call(getPlanEvent, { params: { name: 'view' } })
    expect(view.properties.map((property) => [property.name, property.total, property.fill])).toEqual([
      ['price', 2, 1],
      ['item', 1, 0.5],
    ])
    expect(view.properties[0]?.types.map((type) => [type.type, type.samples])).toEqual(
      expect.arrayContaining([
        ['number', [3]],
        ['text', ['3']],
      ]),
    )
    expect((await owner.call(getPlanEvent, { params: { name: 'buy' } })).properties).toMatchObject([{ name: 'amount', total: 1 }])
  })

  test('an event nobody saw is not found', async () => {
    expect(await owner.reply(getPlanEvent, { params: { name: 'never' } })).toMatchObject({
      status: 404,
      error: { code: 'events.unknown_event' },
    })
  })

  test('workspaces see only their own', async () => {
    await collect([anEvent('view')])
    const other = await server.as('owner', { workspace: await world.newWorkspace() })
    expect((await other.call(listPlan)).items).toEqual([])
  })
})

describe('what was declared', () => {
  const declaration = { mode: 'reject' as const, properties: [{ name: 'item', type: 'text' as const, required: true }] }

  test('in mode reject, what does not fit stays out with its reason; withdrawn, it may come in again', async () => {
    await owner.call(declarePlanEvent, { params: { name: 'view' }, body: declaration })
    const outcome = await collect([anEvent('view', { item: 'a' }), anEvent('view', { item: 1 }), anEvent('view'), anEvent('buy')])
    expect(outcome.stored).toBe(2)
    expect(outcome.refused.map(({ index, refusal }) => [index, refusal.code, refusal.field])).toEqual([
      [1, 'events.not_as_declared', 'item'],
      [2, 'events.not_as_declared', 'item'],
    ])
    expect(await owner.call(undeclarePlanEvent, { params: { name: 'view' } })).toEqual({ removed: true })
    expect((await collect([anEvent('view')])).stored).toBe(1)
    expect(await owner.call(undeclarePlanEvent, { params: { name: 'view' } })).toEqual({ removed: false })
  })

  test('in mode warn, it comes in and shows on the health page', async () => {
    await owner.call(declarePlanEvent, { params: { name: 'view' }, body: { ...declaration, mode: 'warn' } })
    await collect([anEvent('view', { item: 'a' }), anEvent('view', { colour: 'red' }), anEvent('surprise')])
    const health = await owner.call(getHealth)
    expect(health.violations).toEqual(
      expect.arrayContaining([
        { name: 'view', property: 'item', violation: 'missing_property', total: 1, mode: 'warn' },
        { name: 'view', property: 'colour', violation: 'undeclared_property', total: 1, mode: 'warn' },
      ]),
    )
    expect(health.unknown).toEqual([{ name: 'surprise', total: 1 }])
    const view = await owner.call(getPlanEvent, { params: { name: 'view' } })
    expect(view).toMatchObject({ declared: 'warn', declaration: { mode: 'warn', properties: declaration.properties } })
  })

  test('a property declared twice and an unknown field are refused by name', async () => {
    const item = { name: 'item', type: 'text' as const }
    const twice = await owner.reply(declarePlanEvent, { params: { name: 'view' }, body: { mode: 'warn', properties: [item, item] } })
    expect(twice).toMatchObject({ status: 422, error: { code: 'events.declared_twice', details: { property: 'item' } } })
    const strange = await owner.reply(declarePlanEvent, { params: { name: 'view' }, body: { mode: 'shout', properties: [] } })
    expect(strange).toMatchObject({ status: 400, error: { details: { field: 'mode' } } })
  })

  test('an analyst may read but not declare', async () => {
    const analyst = await server.as('analyst', { workspace })
    await analyst.call(listPlan)
    expect((await analyst.reply(declarePlanEvent, { params: { name: 'view' }, body: declaration })).status).toBe(403)
  })
})

describe('data health', () => {
  test('late events, drifting types and copies', async () => {
    const now = world.real.now()
    const late = anEvent('view', { price: 1 }, { timestamp: now - 2 * LATE_AFTER_MS })
    await collect([late, anEvent('view', { price: 'free' }), late])
    await collect([late])
    await duplicates.flush()
    const health = await owner.call(getHealth)
    expect(health.total).toBe(2)
    expect(health.late).toEqual({ total: 1, items: [{ name: 'view', total: 2, late: 1, share: 0.5 }] })
    expect(health.typeDrift).toMatchObject([{ name: 'view', property: 'price', types: [{ total: 1 }, { total: 1 }] }])
    expect(health.duplicates).toMatchObject({ total: 2, items: [{ source: 'server', total: 2 }] })
  })

  test('a declared event that is silent, and a frequent one that has nearly stopped', async () => {
    await owner.call(declarePlanEvent, { params: { name: 'promised' }, body: { mode: 'observe', properties: [] } })
    const now = world.real.now()
    for (let day = 2; day <= 8; day++)
      await collect(
        Array.from({ length: 40 }, () => anEvent('usual', {}, { timestamp: now - day * DAY_MS })),
        now - day * DAY_MS,
      )
    await collect([anEvent('usual', {}, { timestamp: now - DAY_MS })], now - DAY_MS)
    const health = await owner.call(getHealth)
    expect(health.missing).toMatchObject([
      { name: 'usual', reason: 'dropped', lastDay: 1, usualDay: 40 },
      { name: 'promised', reason: 'silent', lastSeenAt: null },
    ])
  })
})
