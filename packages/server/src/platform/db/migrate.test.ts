import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openWorld, type World } from '../testing/world.ts'
import { type Db, openDb, sql } from './index.ts'
import { checkApplied, migrate, migrationChecksum } from './migrate.ts'

const FIRST = { name: 'a/0001-first.sql', sql: 'create table first_things (id integer primary key)' }
const SECOND = { name: 'a/0002-second.sql', sql: 'alter table first_things add column word text; create table second_things (id integer)' }
const AT = new Date(0)

describe('checkApplied', () => {
  const applied = [{ name: FIRST.name, checksum: migrationChecksum(FIRST.sql) }]

  test('refuses a store of a newer version', () => {
    expect(() => checkApplied(applied, [SECOND])).toThrow(`This store was written by a newer version of Liuchi (it knows “${FIRST.name}”)`)
  })

  test('refuses a released migration that was edited', () => {
    expect(() => checkApplied(applied, [{ ...FIRST, sql: `${FIRST.sql} ` }])).toThrow(`The migration “${FIRST.name}” was changed`)
  })
})

describe('migrate', () => {
  let world: World
  const opened: Db[] = []
  beforeAll(async () => {
    world = await openWorld()
  })
  afterAll(async () => {
    for (const db of opened) await db.destroy()
  })

  test('two processes that start together apply each migration once', async ({ skip }) => {
    const url = world.handles.config.databaseUrl
    if (!url) return skip('PGlite is one session: nothing can run beside it')
    const schema = 'together'
    await sql`create schema ${sql.id(schema)}`.execute(world.handles.db)
    const separate = `${url}?options=-csearch_path%3D${schema}`
    const dbs = [0, 1, 2].map(() => openDb({ source: { url: separate }, poolSize: 2 }))
    opened.push(...dbs)
    const counts = await Promise.all(dbs.map((db) => migrate(db, { migrations: [FIRST, SECOND], appliedAt: AT })))
    expect(counts.sort()).toEqual([0, 0, 2])
    await sql`drop schema ${sql.id(schema)} cascade`.execute(world.handles.db)
  })

  test('a migration that fails names itself and leaves nothing behind', async () => {
    const applied = await world.handles.db.selectFrom('platform_migrations').select('name').execute()
    const broken = { name: 'z/9999-broken.sql', sql: 'create table half_made (id integer); select nonsense' }
    const known = await Promise.all(applied.map(async ({ name }) => ({ name, sql: await textOf(name) })))
    await expect(migrate(world.handles.db, { migrations: [...known, broken], appliedAt: AT })).rejects.toThrow(
      'The migration “z/9999-broken.sql” failed',
    )
    const left = await sql`select 1 from pg_tables where tablename = 'half_made'`.execute(world.handles.db)
    expect(left.rows).toEqual([])
  })
})

async function textOf(name: string): Promise<string> {
  const { readFile } = await import('node:fs/promises')
  return readFile(new URL(`../../${name}`, import.meta.url), 'utf8')
}
