/**
 * Ways through the people of a workspace in the order of an index, so that a page never reads everybody. A way leads over rows; a person of
 * several atoms may have several rows and is listed at one of them.
 */
import { type Queryable, sql } from '../../platform/db/index.ts'
import { componentsOf } from './persons.ts'
import type {} from './tables.ts'

/** A row's place on a way: what the way is ordered by. */
export type PlaceKey = readonly [number | string, number | string]

export interface WalkRow {
  readonly atom: number
  readonly key: PlaceKey
}

export interface Walk {
  /** Stands in cursors: one of another way is refused. */
  readonly name: string
  /** What its keys are made of. */
  readonly keys: 'numbers' | 'texts'
  /** Rows after a key, in order. */
  rows(page: { after: PlaceKey | undefined; limit: number }): Promise<WalkRow[]>
  /** Where these people are listed; absent: every row is somebody's only one. */
  places?(persons: readonly number[]): Promise<Map<number, PlaceKey>>
}

interface Keyed {
  readonly atom: number
  readonly first: number
}

interface Placed {
  readonly person: number
  readonly first: number | string
  readonly second: number | string
}

const FAR = Number.MAX_SAFE_INTEGER
const byNumber = ({ atom, first }: Keyed): WalkRow => ({ atom, key: [first, 0] })
const placesOf = (rows: readonly Placed[]) => new Map(rows.map(({ person, first, second }) => [person, [first, second] as const]))

/** Everybody, the highest number first; an atom that was merged away is not listed. */
export function walkAll(db: Queryable, workspaceId: number): Walk {
  const alone = sql`not exists (select 1 from identity_members away
    where away.workspace_id = ${workspaceId} and away.atom = known.atom and away.person <> away.atom)`
  return {
    name: 'all',
    keys: 'numbers',
    rows: async ({ after, limit }) => {
      const before = sql`known.workspace_id = ${workspaceId} and known.atom < ${after?.[0] ?? FAR}::bigint`
      const { rows } = await sql<Keyed>`select atom, atom as first from (
          (select known.atom from identity_identifiers known where ${before} and ${alone} order by known.atom desc limit ${limit})
          union (select known.atom from identity_unbound known where ${before} and ${alone} order by known.atom desc limit ${limit})
          union (select known.atom from identity_members known where ${before} and known.atom = known.person order by known.atom desc limit ${limit})
        ) as known order by atom desc limit ${limit}`.execute(db)
      return rows.map(byNumber)
    },
  }
}

/** People with an identifier of a kind, or of any kind of a family, `openid:<appid>`; by kind and value. */
export function walkKind(db: Queryable, { workspaceId, kind }: { workspaceId: number; kind: string }): Walk {
  const family = kind.includes('<') ? kind.slice(0, kind.indexOf('<')) : undefined
  const ofKind = family === undefined ? sql`known.kind = ${kind}` : sql`known.kind >= ${family} and known.kind < ${family} || chr(1114111)`
  return {
    name: 'kind',
    keys: 'texts',
    rows: async ({ after, limit }) => {
      const beyond = after === undefined ? sql`` : sql`and (known.kind, known.key) > (${after[0]}, ${after[1]})`
      const { rows } = await sql<{ atom: number; kind: string; key: string }>`select known.atom, known.kind, known.key
        from identity_identifiers known where known.workspace_id = ${workspaceId} and ${ofKind} ${beyond} order by known.kind, known.key limit ${limit}`.execute(
        db,
      )
      return rows.map((row) => ({ atom: row.atom, key: [row.kind, row.key] }))
    },
    places: async (persons) => {
      const { rows } = await sql<Placed>`select distinct on (person) person, known.kind as first, known.key as second
        from (${componentsOf({ workspaceId, persons })}) as components (person, atom), lateral (
          select kind, key from identity_identifiers known where known.workspace_id = ${workspaceId} and known.atom = components.atom offset 0) as known
        where ${ofKind} order by person, known.kind, known.key`.execute(db)
      return placesOf(rows)
    },
  }
}

/** People who may have this value of a trait: one of their atoms has it. */
export function walkTrait(db: Queryable, { workspaceId, name, value }: { workspaceId: number; name: string; value: string }): Walk {
  const hasIt = sql`jsonb_typeof(trait.value) in ('string', 'number', 'boolean')
    and left(trait.value #>> '{}', 100) collate "C" = left(${value}::text, 100) and trait.value #>> '{}' = ${value}::text`
  return {
    name: 'trait',
    keys: 'numbers',
    rows: async ({ after, limit }) => {
      const { rows } = await sql<Keyed>`select trait.atom, trait.atom as first from identity_traits trait
        where trait.workspace_id = ${workspaceId} and trait.name = ${name} and ${hasIt} and trait.atom < ${after?.[0] ?? FAR}::bigint order by trait.atom desc limit ${limit}`.execute(
        db,
      )
      return rows.map(byNumber)
    },
    places: async (persons) => {
      const { rows } = await sql<Placed>`select person, max(trait.atom) as first, 0 as second
        from (${componentsOf({ workspaceId, persons })}) as components (person, atom), lateral (
          select atom, value from identity_traits trait
          where trait.workspace_id = ${workspaceId} and trait.atom = components.atom and trait.name = ${name} offset 0) as trait
        where ${hasIt} group by person`.execute(db)
      return placesOf(rows)
    },
  }
}

/** People whom a merge in force made of two, by the newest one. */
export function walkMerged(db: Queryable, workspaceId: number): Walk {
  const inForce = sql`made.kind = 'merged' and made.undone_at is null`
  return {
    name: 'merged',
    keys: 'numbers',
    rows: async ({ after, limit }) => {
      const { rows } = await sql<Keyed>`select made.a as atom, made.id as first from identity_merges made
        where made.workspace_id = ${workspaceId} and ${inForce} and made.id < ${after?.[0] ?? FAR}::bigint order by made.id desc limit ${limit}`.execute(
        db,
      )
      return rows.map(byNumber)
    },
    places: async (persons) => {
      const { rows } = await sql<Placed>`select person, max(made.id) as first, 0 as second
        from (${componentsOf({ workspaceId, persons })}) as components (person, atom), lateral (
          select id, kind, undone_at from identity_merges made where made.workspace_id = ${workspaceId} and made.a = components.atom offset 0) as made
        where ${inForce} group by person`.execute(db)
      return placesOf(rows)
    },
  }
}

/** People first seen within `from` ≤ t < `to` (milliseconds), the newest first. */
export function walkSeen(db: Queryable, input: { workspaceId: number; from: number | undefined; to: number | undefined }): Walk {
  const { workspaceId, from, to } = input
  return {
    name: 'seen',
    keys: 'numbers',
    rows: async ({ after, limit }) => {
      const [seenAt, atom] = (after ?? [0, 0]).map(Number) as [number, number]
      const within = sql`known.workspace_id = ${workspaceId} ${from === undefined ? sql`` : sql`and known.seen_at >= ${new Date(from)}`}
        ${to === undefined ? sql`` : sql`and known.seen_at < ${new Date(to)}`}
        ${after === undefined ? sql`` : sql`and (known.seen_at, known.atom) < (${new Date(seenAt)}::timestamptz, ${atom}::bigint)`}`
      const { rows } = await sql<{ atom: number; seen_at: Date }>`select atom, seen_at from (
          (select atom, seen_at from identity_identifiers known where ${within} order by seen_at desc, atom desc limit ${limit})
          union (select atom, seen_at from identity_unbound known where ${within} order by seen_at desc, atom desc limit ${limit})
        ) as known order by seen_at desc, atom desc limit ${limit}`.execute(db)
      return rows.map((row) => ({ atom: row.atom, key: [row.seen_at.getTime(), row.atom] }))
    },
    places: async (persons) => {
      const { rows } = await sql<{ person: number; atom: number; seen_at: Date }>`
        select distinct on (person) person, known.atom, known.seen_at from (${componentsOf({ workspaceId, persons })}) as components (person, atom),
          lateral (select own.atom, own.seen_at from identity_identifiers own where own.workspace_id = ${workspaceId} and own.atom = components.atom
            union all select unbound.atom, unbound.seen_at from identity_unbound unbound
              where unbound.workspace_id = ${workspaceId} and unbound.atom = components.atom) as known
        order by person, known.seen_at, known.atom`.execute(db)
      return new Map(rows.map((row) => [row.person, [row.seen_at.getTime(), row.atom] as const]))
    },
  }
}
