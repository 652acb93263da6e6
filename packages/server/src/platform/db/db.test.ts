import pg from 'pg'
import { beforeAll, expect, test } from 'vitest'
import { postgresUrl } from '../testing/available.ts'
import { openWorld, type World } from '../testing/world.ts'
import { inTransaction, openDb, sql } from './index.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})

test('numbers, times and days arrive in the shapes we promise', async () => {
  const at = new Date(Date.UTC(2026, 10, 22, 3, 4, 5, 678))
  const row =
    await sql`select 9007199254740991::bigint as big, ${at}::timestamptz as moment, date '2026-11-22' as day, 1.50::numeric as exact`.execute(
      world.handles.db,
    )
  expect(row.rows[0]).toEqual({ big: 9_007_199_254_740_991, moment: at, day: '2026-11-22', exact: '1.50' })
})

test('the pool refuses to work inside a transaction, and the transaction rolls back', async () => {
  const { db } = world.handles
  const name = `guard-${crypto.randomUUID()}`
  await expect(
    inTransaction(db, async (tx) => {
      await tx.insertInto('platform_settings').values({ name, value: '1' }).execute()
      await db.selectFrom('platform_settings').selectAll().execute()
    }),
  ).rejects.toThrow('pass the transaction down instead')
  expect(await db.selectFrom('platform_settings').selectAll().where('name', '=', name).execute()).toEqual([])
})

test.skipIf(!postgresUrl())(
  'a session that ends between two statements of a transaction ends the transaction, not the process',
  async () => {
    const url = postgresUrl() ?? ''
    const broken = Promise.withResolvers<Error>()
    const db = openDb({ source: { url }, poolSize: 1, onIdleError: broken.resolve })
    const admin = new pg.Client({ connectionString: url })
    await admin.connect()
    await expect(
      inTransaction(db, async (tx) => {
        const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx)
        await admin.query('select pg_terminate_backend($1)', [rows[0]?.pid])
        await broken.promise
        await sql`select 1`.execute(tx)
      }),
    ).rejects.toThrow()
    expect((await broken.promise).message).toContain('terminating connection')
    expect((await sql<{ one: number }>`select 1 as one`.execute(db)).rows).toEqual([{ one: 1 }])
    await admin.end()
    await db.destroy()
  },
)
