/** Who is in an audience: of a live one the people it follows, of a static one the people of its atoms. */
import { z } from 'zod'
import { bigints, type Queryable, sql } from '../../platform/db/index.ts'
import { cutPage, decodeCursor } from '../../platform/http/cursor.ts'
import type { AudienceRow } from './tables.ts'

export interface Member {
  /** The number that stands for the person, or did when a live audience took them in. */
  readonly person: number
  readonly enteredAt: Date | null
}

const cursorKey = z.tuple([z.int().nonnegative()])

/** One page in the order of their numbers; a person merged since may come as two. */
export async function membersPage(
  db: Queryable,
  { audience, limit, cursor }: { audience: AudienceRow; limit: number; cursor?: string | undefined },
): Promise<{ items: Member[]; nextCursor: string | null }> {
  const [after] = decodeCursor(cursor, cursorKey) ?? [0]
  const rows = await membersAfter(db, { audience, after, limit: limit + 1 })
  return cutPage(rows, { limit, key: ({ person }) => [person], item: (row) => row })
}

/** The same without a page around it. */
export async function membersAfter(
  db: Queryable,
  { audience, after, limit }: { audience: AudienceRow; after: number; limit: number },
): Promise<Member[]> {
  const { workspace_id: workspaceId, id } = audience
  const { rows } =
    audience.kind === 'live'
      ? await sql<Member>`
          select person, entered_at as "enteredAt" from audience_members
          where workspace_id = ${workspaceId} and audience_id = ${id} and person > ${after}::bigint order by person limit ${limit}`.execute(
          db,
        )
      : await sql<Member>`
          select own.atom as person, null::timestamptz as "enteredAt" from audience_static_members own
          where own.workspace_id = ${workspaceId} and own.audience_id = ${id} and own.atom > ${after}::bigint
            and not exists (select 1 from pub_identity_members away join pub_identity_members sibling
                on sibling.workspace_id = away.workspace_id and sibling.person = away.person and sibling.atom < away.atom
              join audience_static_members other
                on other.workspace_id = sibling.workspace_id and other.audience_id = own.audience_id and other.atom = sibling.atom
              where away.workspace_id = own.workspace_id and away.atom = own.atom)
          order by own.atom limit ${limit}`.execute(db)
  return rows
}

export interface Membership {
  readonly id: number
  readonly name: string
  readonly kind: 'live' | 'static'
  readonly enteredAt: Date | null
}

/** The listed audiences that the person of these atoms is in, by name. */
export async function membershipsOf(
  db: Queryable,
  { workspaceId, atoms }: { workspaceId: number; atoms: readonly number[] },
): Promise<Membership[]> {
  const { rows } = await sql<Membership>`
    select audience.id, audience.name, audience.kind, found.entered_at as "enteredAt" from (
      select audience_id, min(entered_at) as entered_at from audience_members
        where workspace_id = ${workspaceId} and person = any(${bigints(atoms)}) group by audience_id
      union all
      select distinct audience_id, null::timestamptz from audience_static_members
        where workspace_id = ${workspaceId} and atom = any(${bigints(atoms)})
    ) as found join audience_audiences audience on audience.workspace_id = ${workspaceId} and audience.id = found.audience_id
    where audience.archived_at is null and audience.owner = ''
    order by audience.name, audience.id`.execute(db)
  return rows
}

/** How somebody stands in one audience; undefined: not a member. */
export async function membershipIn(
  db: Queryable,
  { audience, atoms }: { audience: AudienceRow; atoms: readonly number[] },
): Promise<Pick<Member, 'enteredAt'> | undefined> {
  const { workspace_id: workspaceId, id } = audience
  const { rows } = await sql<{ enteredAt: Date | null }>`
    select entered_at as "enteredAt" from audience_members
      where workspace_id = ${workspaceId} and audience_id = ${id} and person = any(${bigints(atoms)}) and ${audience.kind === 'live'}
    union all
    select null::timestamptz from audience_static_members
      where workspace_id = ${workspaceId} and audience_id = ${id} and atom = any(${bigints(atoms)}) and ${audience.kind === 'static'}
    limit 1`.execute(db)
  return rows[0]
}
