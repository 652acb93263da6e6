/** The measuring process of the identity bench: on a database of its own, links beside bare rows, then one person of many identifiers. */
import { moduleOrder } from '../packages/server/src/architecture.ts'
import { resolveAtoms, type SeenTogether } from '../packages/server/src/modules/identity/atoms.ts'
import { unmerge } from '../packages/server/src/modules/identity/links/unmerge.ts'
import { readPersons } from '../packages/server/src/modules/identity/person-read.ts'
import { realClock } from '../packages/server/src/platform/clock.ts'
import { readConfig } from '../packages/server/src/platform/config.ts'
import { type Db, inTransaction, openDb, PGLITE_POOL_SIZE, POSTGRES_POOL_SIZE, sql } from '../packages/server/src/platform/db/index.ts'
import { migrate } from '../packages/server/src/platform/db/migrate.ts'
import { startPglite } from '../packages/server/src/platform/db/pglite.ts'
import type { Handles } from '../packages/server/src/platform/handles.ts'
import { findMigrations } from '../packages/server/src/platform/migrations.ts'
import { timed } from './timing.ts'

export interface IdentityOrder {
  /** Of a Postgres database; absent: PGlite in `dataDir`. */
  readonly url?: string
  readonly dataDir: string
  readonly batches: number
  /** Events of one batch. */
  readonly batchLinks: number
  readonly bigPersonIdentifiers: number
}

export interface IdentityReport {
  readonly linksPerSecond: number
  /** The same batches as bare rows. */
  readonly bareRowsPerSecond: number
  readonly growMs: number
  /** One identifier more for the big person. */
  readonly linkMs: number
  /** Undoing the first merge, which takes all but one away from the id, and the second, which takes one. */
  readonly unmergeMs: readonly [number, number]
  readonly readMs: number
}

const WARM_BATCHES = 2
/** Two brands at once, as two collecting processes would: one writer keeps Postgres waiting while it prepares a batch. */
const WORKSPACES = [1, 4] as const
/** Where the bare rows go. */
const BARE_WORKSPACE = 2
const BIG_WORKSPACE = 3
const KNOWN_PER_CALL = 5_000

type BenchHandles = Pick<Handles, 'db' | 'clocks' | 'secret' | 'config'>

process.once('message', (order) => {
  run(order as IdentityOrder).then(
    (report) => process.send?.(report, () => process.exit(0)),
    (error) => {
      console.error(error)
      process.exit(1)
    },
  )
})

async function run(order: IdentityOrder): Promise<IdentityReport> {
  const { db, close } = await openStore(order)
  await migrate(db, { migrations: findMigrations(moduleOrder).postgres, appliedAt: new Date(0) })
  const handles: BenchHandles = {
    db,
    clocks: { business: realClock, real: realClock },
    secret: 'a-secret-for-benches-only-0123456789abcdef',
    config: readConfig({ LIUCHI_DATA_DIR: order.dataDir }),
  }
  const links = await measureLinks(handles, order)
  const big = await measureBigPerson(handles, order)
  await close()
  return { ...links, ...big }
}

async function openStore({ url, dataDir }: IdentityOrder): Promise<{ db: Db; close: () => Promise<void> }> {
  if (url !== undefined) {
    const db = openDb({ source: { url }, poolSize: POSTGRES_POOL_SIZE })
    return { db, close: () => db.destroy() }
  }
  const pglite = await startPglite({ dataDir })
  const db = openDb({ source: { socketFolder: pglite.socketFolder }, poolSize: PGLITE_POOL_SIZE })
  const close = async () => {
    await db.destroy()
    await pglite.stop()
  }
  return { db, close }
}

/** Our batches and bare ones in turn, so that both meet the same machine. */
async function measureLinks(
  handles: BenchHandles,
  { batches, batchLinks }: IdentityOrder,
): Promise<Pick<IdentityReport, 'linksPerSecond' | 'bareRowsPerSecond'>> {
  const all = batches + WARM_BATCHES
  const alone = Array.from({ length: all * batchLinks }, (_, pair) => pairOf(pair)).flat()
  for (const workspaceId of WORKSPACES)
    for (let start = 0; start < alone.length; start += KNOWN_PER_CALL)
      await resolveAtoms(
        handles,
        alone.slice(start, start + KNOWN_PER_CALL).map((ref) => seen(workspaceId, [ref])),
      )
  const spent = { ours: 0, bare: 0 }
  for (let batch = 0; batch < all; batch++) {
    const items = (workspaceId: number) =>
      Array.from({ length: batchLinks }, (_, index) => seen(workspaceId, pairOf(batch * batchLinks + index)))
    const ofBrands = WORKSPACES.map(items)
    const ours = await timed(() => Promise.all(ofBrands.map((ofBrand) => resolveAtoms(handles, ofBrand))))
    const rounds = WORKSPACES.map((_, place) => (batch * WORKSPACES.length + place) * batchLinks)
    const bare = await timed(() => Promise.all(rounds.map((first) => insertBareRows(handles.db, { first, links: batchLinks }))))
    if (batch < WARM_BATCHES) continue
    spent.ours += ours
    spent.bare += bare
  }
  for (const workspaceId of WORKSPACES) await expectMerges(handles.db, { workspaceId, merges: all * batchLinks })
  const links = WORKSPACES.length * batches * batchLinks
  return { linksPerSecond: (links * 1000) / spent.ours, bareRowsPerSecond: (links * 1000) / spent.bare }
}

type Ref = SeenTogether['refs'][number]

function pairOf(pair: number): [Ref, Ref] {
  return [
    { kind: 'user_id', value: `user-${pair}` },
    { kind: 'anonymous_id', value: `visitor-${pair}` },
  ]
}

function seen(workspaceId: number, refs: readonly Ref[]): SeenTogether {
  return { workspaceId, refs, seenAt: realClock.now(), source: 'segment', evidence: '0123456789abcdef0123456789abcdef' }
}

/** One edge and two members a link, as somebody would write them who keeps no rules. */
async function insertBareRows(db: Db, { first, links }: { first: number; links: number }): Promise<void> {
  const pairs = Array.from({ length: links }, (_, index) => 2 * (first + index) + 1)
  const others = pairs.map((atom) => atom + 1)
  await inTransaction(db, async (tx) => {
    await sql`insert into identity_merges (workspace_id, a, b, into_person, from_person, kind, cause, source, evidence, made_by, at)
      select ${BARE_WORKSPACE}, a, b, a, b, 'merged', 'event', 'segment', '0123456789abcdef0123456789abcdef', '', to_timestamp(${realClock.now() / 1000})
      from unnest(${pairs}::bigint[], ${others}::bigint[]) as pairs (a, b)`.execute(tx)
    await sql`insert into identity_members (workspace_id, atom, person)
      select ${BARE_WORKSPACE}, atom, person from unnest(${[...pairs, ...others]}::bigint[], ${[...pairs, ...pairs]}::bigint[]) as members (atom, person)`.execute(
      tx,
    )
  })
}

async function measureBigPerson(
  handles: BenchHandles,
  { bigPersonIdentifiers: identifiers, batchLinks }: IdentityOrder,
): Promise<Pick<IdentityReport, 'growMs' | 'linkMs' | 'unmergeMs' | 'readMs'>> {
  const user = { kind: 'user_id', value: 'u' }
  const event = (index: number) => seen(BIG_WORKSPACE, [user, { kind: 'anonymous_id', value: `a${index}` }])
  const growMs = await timed(async () => {
    for (let start = 0; start < identifiers; start += batchLinks) {
      const length = Math.min(batchLinks, identifiers - start)
      await resolveAtoms(
        handles,
        Array.from({ length }, (_, index) => event(start + index)),
      )
    }
  })
  await expectMerges(handles.db, { workspaceId: BIG_WORKSPACE, merges: identifiers })
  const linkMs = await timed(() => resolveAtoms(handles, [event(identifiers)]))
  const [person = 0] = (await resolveAtoms(handles, [seen(BIG_WORKSPACE, [user])])).map(Number)
  const readMs = await timed(() => readPersons(handles, { workspaceId: BIG_WORKSPACE, persons: [person], unmasked: true }))
  const edges = await handles.db
    .selectFrom('identity_merges')
    .select(['id'])
    .where('workspace_id', '=', BIG_WORKSPACE)
    .orderBy('id')
    .limit(2)
    .execute()
  const undo = (place: number) =>
    timed(() => unmerge(handles, { workspaceId: BIG_WORKSPACE, person, mergeId: edges[place]?.id ?? 0, by: 'bench' }))
  return { growMs, linkMs, readMs, unmergeMs: [await undo(0), await undo(1)] }
}

/** A bench that measured something else is worth nothing. */
async function expectMerges(db: Db, { workspaceId, merges }: { workspaceId: number; merges: number }): Promise<void> {
  const { rows } = await sql<{ merges: number }>`
    select count(*) as merges from identity_merges where workspace_id = ${workspaceId} and undone_at is null`.execute(db)
  if (rows[0]?.merges !== merges) throw new Error(`${rows[0]?.merges} merges in force, ${merges} were asked for`)
}
