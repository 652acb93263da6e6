/** Suggestions for pages. What merges, un-merges and decisions have settled since is left out while reading. */

import type { RawBuilder } from 'kysely'
import { z } from 'zod'
import { type Queryable, sql } from '../../../platform/db/index.ts'
import type { DuplicateState } from '../tables.ts'
import type { FoundReason } from './matching/find.ts'
import { pairsIn, settledPairs } from './pairs.ts'

export interface SuggestionRow {
  readonly id: number
  readonly aPerson: number
  readonly bPerson: number
  readonly score: number
  readonly reasons: readonly FoundReason[]
  readonly state: DuplicateState
  readonly foundAt: Date
  readonly decidedAt: Date | null
  readonly decidedBy: string | null
}

export interface SuggestionQuery {
  readonly workspaceId: number
  /** Atom that stands for the person; absent: everybody's. */
  readonly person: number | undefined
  readonly limit: number
}

const columns = sql`id, a_person as "aPerson", b_person as "bPerson", score, reasons, state, found_at as "foundAt",
  decided_at as "decidedAt", decided_by as "decidedBy"`

/** The query of what waits for a decision: of two people one suggestion, the likeliest. */
function openPairs({ workspaceId }: { workspaceId: number }): RawBuilder<unknown> {
  return sql`
    select distinct on (low, high) * from (${pairsIn({ workspaceId, states: sql`state = 'open'` })}) as open
    where low <> high and not exists (
      select 1 from (${settledPairs({ workspaceId })}) as settled (low, high) where settled.low = open.low and settled.high = open.high)
    order by low, high, score desc, id`
}

function concerns(person: number | undefined): RawBuilder<boolean> {
  return person === undefined ? sql<boolean>`true` : sql<boolean>`${person}::bigint in (low, high)`
}

/** Score and id of the last row of the page before. */
export const OpenKey = z.tuple([z.number(), z.number()])

/** The likeliest first. */
export async function readOpen(
  db: Queryable,
  input: SuggestionQuery & { after: z.output<typeof OpenKey> | undefined },
): Promise<SuggestionRow[]> {
  const { after, limit, person } = input
  const [score, id] = after ?? []
  const { rows } = await sql<SuggestionRow>`
    select ${columns} from (${openPairs(input)}) as suggestions
    where ${concerns(person)} and ${after ? sql`(score < ${score} or (score = ${score} and id > ${id}))` : sql`true`}
    order by score desc, id limit ${limit}`.execute(db)
  return rows
}

export async function countOpen(db: Queryable, input: { workspaceId: number }): Promise<number> {
  const { rows } = await sql<{ open: number }>`select count(*) as open from (${openPairs(input)}) as suggestions`.execute(db)
  return rows[0]?.open ?? 0
}

/** Milliseconds of the decision and id of the last row of the page before. */
export const DecidedKey = z.tuple([z.number(), z.number()])

/** The latest decision first. */
export async function readDecided(
  db: Queryable,
  input: SuggestionQuery & { after: z.output<typeof DecidedKey> | undefined },
): Promise<SuggestionRow[]> {
  const { workspaceId, after, limit, person } = input
  const [atMs, id] = after ?? []
  const { rows } = await sql<SuggestionRow>`
    select ${columns} from (${pairsIn({ workspaceId, states: sql`state <> 'open'` })}) as decided
    where ${concerns(person)} and ${after ? sql`(decided_at, id) < (${new Date(atMs ?? 0)}::timestamptz, ${id}::bigint)` : sql`true`}
    order by decided_at desc, id desc limit ${limit}`.execute(db)
  return rows
}
