/** Who can be reached now: by the identifiers people have, less what they took back. */
import { type Db, sql } from '../../../platform/db/index.ts'
import { REACHABLE_CHANNELS, type ReachableChannel } from '../../compliance/consents/contract.ts'
import { opensChannel, REACH_PURPOSE, reachChannels } from '../../compliance/index.ts'

export interface Reachable {
  /** Everybody known. */
  readonly people: number
  readonly value: number
  /** Only channels with people. */
  readonly byChannel: { readonly channel: ReachableChannel; readonly value: number }[]
}

/** Consents that close a channel; one for all channels counts as each. Bits in this order. */
const CONSENTS = REACHABLE_CHANNELS.flatMap((channel) => reachChannels[channel].consents)
/** People of several identifiers with the same ones are counted as one row; in rare combinations beyond so many each identifier counts alone. */
const MAX_COMBINATIONS = 100_000

/** People with the same identifiers and withdrawals. */
interface Combination {
  readonly part: 'identifiers' | 'people' | 'withdrawn'
  /** How many identifiers of each kind. */
  readonly kinds: Readonly<Record<string, number>>
  /** Bits in the order of `CONSENTS`. */
  readonly withdrawn: number
  readonly count: number
}

export async function readReachable(db: Db, { workspaceId }: { workspaceId: number }): Promise<Reachable> {
  const { rows } = await sql<Combination>`
    with withdrew as materialized (${withdrewSql(workspaceId)})
    select 'identifiers' as part, jsonb_build_object(kind, 1) as kinds, 0 as withdrawn, count(*)::int as count
      from pub_identity_identifiers where workspace_id = ${workspaceId} group by kind
    union all
    (select 'people', kinds, 0, count(*)::int as count
      from pub_identity_persons where workspace_id = ${workspaceId} group by kinds order by count desc limit ${MAX_COMBINATIONS})
    union all
    (select 'withdrawn', kinds, consents, count(*)::int as count
      from (${withdrawnSql(workspaceId)}) as withdrawn where consents > 0 group by kinds, consents order by count desc limit ${MAX_COMBINATIONS})`.execute(
    db,
  )
  const of = (part: Combination['part']) => rows.filter((row) => row.part === part)
  const people = [...alone(of('identifiers'), of('people')), ...of('people')]
  const withdrawn = of('withdrawn')
  const reached = (isReached: (row: Combination) => boolean) =>
    total(people.filter(isReached)) -
    total(withdrawn.filter((row) => isReached({ ...row, withdrawn: 0 }))) +
    total(withdrawn.filter(isReached))
  const counts = REACHABLE_CHANNELS.map((channel) => ({ channel, value: reached((row) => isOpen(channel, row)) }))
  return {
    people: total(people),
    value: reached((row) => REACHABLE_CHANNELS.some((channel) => isOpen(channel, row))),
    byChannel: counts.filter(({ value }) => value > 0),
  }
}

function total(rows: readonly Combination[]): number {
  return rows.reduce((sum, { count }) => sum + count, 0)
}

/** Whoever has one identifier only: those of each kind less those of people who have several. */
function alone(identifiers: readonly Combination[], people: readonly Combination[]): Combination[] {
  const taken = new Map<string, number>()
  for (const { kinds, count } of people)
    for (const [kind, of] of Object.entries(kinds)) taken.set(kind, (taken.get(kind) ?? 0) + of * count)
  return identifiers.map((row) => {
    const [kind = ''] = Object.keys(row.kinds)
    return { ...row, count: row.count - (taken.get(kind) ?? 0) }
  })
}

function isOpen(channel: ReachableChannel, { kinds, withdrawn }: Combination): boolean {
  if (!Object.keys(kinds).some((kind) => opensChannel(channel, kind))) return false
  return reachChannels[channel].consents.some((consent) => (withdrawn & (1 << CONSENTS.indexOf(consent))) === 0)
}

/**
 * `person`, `kinds` and `consents` (bits in the order of `CONSENTS`) of the people in `withdrew`. The latest entry decides, of one moment
 * the withdrawal: time and state make one number, odd for a withdrawal, so that the largest decides and nothing has to be sorted.
 */
function withdrawnSql(workspaceId: number) {
  const bits = CONSENTS.map((channel, place) => {
    const latest = sql`greatest(max(score) filter (where channel = ${channel}), max(score) filter (where channel = 'all'))`
    return sql`coalesce(${latest} % 2, 0)::int * ${1 << place}::int`
  })
  return sql`
    select scored.person, ${sql.join(bits, sql` + `)} as consents, coalesce(
        (select kinds from pub_identity_persons several where several.workspace_id = ${workspaceId} and several.person = scored.person),
        (select jsonb_build_object(kind, 1) from pub_identity_identifiers one where one.workspace_id = ${workspaceId} and one.atom = scored.person),
        '{}') as kinds
    from (
      select own.person, said.channel, (extract(epoch from said.at) * 1000000)::bigint * 2 + (said.state = 'withdrawn')::int as score
      from (
        select person, person as atom from withdrew
        union
        select withdrew.person, member.atom from withdrew
          join pub_identity_members member on member.workspace_id = ${workspaceId} and member.person = withdrew.person) as own
        join pub_compliance_consents said on said.workspace_id = ${workspaceId} and said.atom = own.atom and said.purpose = ${REACH_PURPOSE}
    ) as scored
    group by scored.person`
}

/** People who ever withdrew a consent of the purpose. */
function withdrewSql(workspaceId: number) {
  return sql`
    select distinct coalesce(member.person, said.atom) as person
    from pub_compliance_consents said
      left join pub_identity_members member on member.workspace_id = said.workspace_id and member.atom = said.atom
    where said.workspace_id = ${workspaceId} and said.purpose = ${REACH_PURPOSE} and said.state = 'withdrawn'`
}
