/**
 * The people of static audiences: by atom in Postgres, which decides, and copied to the event store, where rules ask for them. A version is
 * drawn before the rows that it tells of are read here, and after they were changed: so the latest state holds, whoever copies at once.
 */
import { bigints, type Queryable, sql, type Tx } from '../../platform/db/index.ts'
import type { Handles } from '../../platform/handles.ts'
import { atomOfPersonId, personsOfAtoms } from '../identity/index.ts'
import { failAudience } from './errors.ts'

/** In the event store; read with FINAL. */
export const MEMBERS_COPY = 'dim_audience_members_v1'
const COLUMNS = ['workspace', 'audience', 'atom', 'member', 'version']
const MAX_UNKNOWN_SHOWN = 20

export interface OfRound {
  readonly workspaceId: number
  readonly audienceId: number
  readonly round: number
}

/** The people of these ids, also of ids that were merged away, each once. @throws audience.unknown_people */
export async function knownPeople(db: Queryable, { workspaceId, ids }: { workspaceId: number; ids: readonly string[] }): Promise<number[]> {
  const atoms = ids.map((id) => atomOfPersonId(id) ?? 0)
  const personOf = await personsOfAtoms(db, { workspaceId, atoms })
  const unknown = ids.filter((_, index) => !personOf.has(atoms[index] ?? 0))
  if (unknown.length > 0) failAudience('audience.unknown_people', { personIds: unknown.slice(0, MAX_UNKNOWN_SHOWN).join('、') })
  return [...new Set(personOf.values())]
}

/** Puts people in by all the atoms they have now, whoever they were when they were found; those who are in stay, in this round. */
export async function putPeople(tx: Tx, input: OfRound & { people: readonly number[] }): Promise<void> {
  const { workspaceId, audienceId, round, people } = input
  await sql`
    with found as (
      select distinct coalesce(member.person, asked.person) as person from unnest(${bigints(people)}) as asked (person)
        left join lateral (select known.person from pub_identity_members known
          where known.workspace_id = ${workspaceId} and known.atom = asked.person offset 0) as member on true
    )
    insert into audience_static_members (workspace_id, audience_id, atom, round)
    select ${workspaceId}, ${audienceId}, coalesce(member.atom, found.person), ${round} from found
      left join lateral (select known.atom from pub_identity_members known
        where known.workspace_id = ${workspaceId} and known.person = found.person offset 0) as member on true
    on conflict (workspace_id, audience_id, atom) do update set round = excluded.round`.execute(tx)
}

/** Atoms after one, in their order: those this round wrote, or those of earlier rounds. */
export async function memberAtoms(
  db: Queryable,
  input: OfRound & { of: 'this' | 'earlier'; after: number; limit: number },
): Promise<number[]> {
  const { workspaceId, audienceId, round, of, after, limit } = input
  const { rows } = await sql<{ atom: number }>`
    select atom from audience_static_members
    where workspace_id = ${workspaceId} and audience_id = ${audienceId} and atom > ${after}::bigint
      and ${of === 'this' ? sql`round = ${round}` : sql`round < ${round}`}
    order by atom limit ${limit}`.execute(db)
  return rows.map(({ atom }) => atom)
}

/** For `copyMembers`: before the rows are read. */
export async function drawVersion(db: Queryable): Promise<number> {
  const { rows } = await sql<{ version: number }>`select nextval('audience_member_versions') as version`.execute(db)
  return rows[0]?.version ?? 0
}

/** Tells the event store that these atoms are members, or are not. */
export async function copyMembers(
  { clickhouse }: Pick<Handles, 'clickhouse'>,
  input: { workspaceId: number; audienceId: number; atoms: readonly number[]; member: boolean; version: number },
): Promise<void> {
  const { workspaceId, audienceId, atoms, member, version } = input
  const body = atoms.map((atom) => `[${workspaceId},${audienceId},${atom},${member ? 1 : 0},${version}]`).join('\n')
  await clickhouse.insert({ table: MEMBERS_COPY, columns: COLUMNS, body })
}

export async function dropMembers(tx: Tx | Queryable, input: OfRound & { atoms: readonly number[] }): Promise<void> {
  const { workspaceId, audienceId, round, atoms } = input
  await sql`delete from audience_static_members
    where workspace_id = ${workspaceId} and audience_id = ${audienceId} and atom = any(${bigints(atoms)}) and round < ${round}`.execute(tx)
}

/** People, not atoms. */
export async function countMembers(db: Queryable, { workspaceId, audienceId }: Omit<OfRound, 'round'>): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(distinct coalesce(member.person, own.atom)) as count from audience_static_members own
      left join pub_identity_members member on member.workspace_id = own.workspace_id and member.atom = own.atom
    where own.workspace_id = ${workspaceId} and own.audience_id = ${audienceId}`.execute(db)
  return rows[0]?.count ?? 0
}
