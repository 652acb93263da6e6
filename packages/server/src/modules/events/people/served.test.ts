import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { moduleOrder } from '../../../architecture.ts'
import { openClickHouse } from '../../../platform/clickhouse/index.ts'
import { addressOf, expandMacros } from '../../../platform/clickhouse/macros.ts'
import { applyClickHouseMigrations } from '../../../platform/clickhouse/migrate.ts'
import { splitStatements } from '../../../platform/clickhouse/statements.ts'
import { sql } from '../../../platform/db/index.ts'
import { findMigrations } from '../../../platform/migrations.ts'
import { type ClickHouseServer, startClickHouseServer } from '../../../platform/testing/clickhouse-server/index.ts'
import { openWorld, type World } from '../../../platform/testing/world.ts'
import { countEvents } from '../counts.ts'
import { queryEvents } from '../rows.ts'
import { readSeries } from '../series.ts'
import { newPeople, publishPeople, storeEvents } from '../testing.ts'

const folder = mkdtempSync(join(tmpdir(), 'liuchi-people-'))
let world: World
let server: ClickHouseServer

beforeAll(async () => {
  world = await openWorld()
  server = await startClickHouseServer({ path: folder })
})
afterAll(async () => {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** A process on that server. */
async function open() {
  const clickhouse = openClickHouse({ url: server.url, path: '', fsync: false })
  const { clickhouse: migrations } = findMigrations(moduleOrder)
  await applyClickHouseMigrations(clickhouse, { migrations, cluster: undefined, address: addressOf(server.url) })
  return { ...world.handles, clickhouse }
}

test('on a ClickHouse server what one process publishes is in the figures of all, also after a restart', async () => {
  const [first, second] = [await open(), await open()]
  const { id: workspaceId } = await world.newWorkspace()
  const atoms = await newPeople(world.handles, { workspaceId, count: 3 })
  const day = Date.UTC(2026, 2, 1)
  await storeEvents(first, { workspaceId, events: atoms.map((atom) => ({ name: 'view', time: day, atom })) })
  const persons = async ({ clickhouse }: typeof first) => {
    const asked = {
      workspaceId,
      timeZone: 'UTC',
      names: ['view'],
      measure: { kind: 'persons' },
      unit: 'day',
      from: day,
      to: day + 1,
    } as const
    return (await readSeries({ clickhouse }, asked)).lines[0]?.total
  }
  expect([await persons(first), await persons(second)]).toEqual([3, 3])

  await sql`insert into identity_members (workspace_id, atom, person) select ${workspaceId}, atom, ${atoms[0]} from unnest(${atoms}::bigint[]) as atom`.execute(
    world.handles.db,
  )
  await sql`insert into identity_moves (workspace_id, atoms) values (${workspaceId}, ${atoms}::bigint[])`.execute(world.handles.db)
  expect(await publishPeople(first)).toBe(3)
  expect([await persons(first), await persons(second)]).toEqual([1, 1])
  // More atoms than one parameter may hold.
  const many = [...atoms, ...Array.from({ length: 30_000 }, (_, index) => 900_000_000 + index)]
  expect(await countEvents(second, { workspaceId, atoms: many })).toEqual({ count: 3 })
  const rows = await queryEvents(second, { workspaceId, atoms: many, withContext: false, limit: 10 })
  expect(new Set(rows.items.map(({ personId }) => personId))).toEqual(new Set([String(atoms[0])]))
  await Promise.all([first.clickhouse.close(), second.clickhouse.close()])

  await server.stop()
  server = await startClickHouseServer({ path: folder })
  const third = await open()
  expect(await persons(third)).toBe(1)
  await third.clickhouse.close()
})

test('the form for a cluster is one that ClickHouse understands', async () => {
  const own = findMigrations(moduleOrder).clickhouse.filter(({ name }) => name.includes('/events/people/'))
  const statements = own.flatMap(({ sql: text }) => splitStatements(expandMacros(text, 'many', addressOf('http://li:lei@store:8123/pool'))))
  expect(statements).toHaveLength(2)
  for (const statement of statements) {
    expect(statement).toContain("on cluster 'many'")
    const answer = await fetch(server.url, { method: 'POST', body: `explain ast ${statement}` })
    expect(await answer.text()).toContain('CreateQuery')
  }
})
