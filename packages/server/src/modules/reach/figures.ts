/** Figures of a broadcast by variant: people, members of staff who tap, what was sent and what it cost. */
import { type Queryable, sql } from '../../platform/db/index.ts'
import { GONE } from './screens.ts'

interface OfBroadcast {
  readonly workspaceId: number
  readonly broadcastId: number
}

/** Of those who get it or were to get it: held ones are not in it. */
export interface Going {
  readonly people: number
  /** Members of staff who are to tap. */
  readonly staff: number
}

export interface GoingByVariant extends Going {
  readonly variants: readonly Going[]
}

/** How many get it through how many members of staff, and the same of each variant. */
export async function countGoing(
  db: Queryable,
  { workspaceId, broadcastId, variants }: OfBroadcast & { variants: number },
): Promise<GoingByVariant> {
  const { rows } = await sql<Going & { variant: number | null }>`
    select variant, count(*) as people, count(distinct (corp_id, user_id)) as staff from reach_deliveries
    where workspace_id = ${workspaceId} and broadcast_id = ${broadcastId} and (state = 'pending' or handed_at is not null)
    group by grouping sets ((variant), ())`.execute(db)
  return goingOf(rows, variants)
}

/** `variant` null: of all. */
function goingOf(rows: readonly (Going & { variant: number | null })[], variants: number): GoingByVariant {
  const of = (variant: number | null): Going => {
    const { people, staff } = rows.find((row) => row.variant === variant) ?? { people: 0, staff: 0 }
    return { people, staff }
  }
  return { ...of(null), variants: Array.from({ length: variants }, (_, variant) => of(variant)) }
}

/** Counts as somebody goes through them. */
export function openGoing(variants: number) {
  const all = new Set<string>()
  const byVariant = Array.from({ length: variants }, () => ({ people: 0, staff: new Set<string>() }))
  return {
    add({ variant, sender }: { variant: number; sender: string }): void {
      all.add(sender)
      const own = byVariant[variant]
      if (!own) return
      own.people += 1
      own.staff.add(sender)
    },
    counted: (): GoingByVariant => ({
      people: byVariant.reduce((sum, { people }) => sum + people, 0),
      staff: all.size,
      variants: byVariant.map(({ people, staff }) => ({ people, staff: staff.size })),
    }),
  }
}

export interface VariantOutcome {
  readonly variant: number
  readonly sent: number
  /** Who deleted a member of staff within 48 hours. */
  readonly deleted: number
}

/** Of each variant that was sent. */
export async function readVariantOutcomes(db: Queryable, { workspaceId, broadcastId }: OfBroadcast): Promise<VariantOutcome[]> {
  const { rows } = await sql<VariantOutcome>`
    select own.variant, count(*) as sent, count(*) filter (where ${GONE}) as deleted
    from reach_deliveries own join reach_broadcasts broadcast on broadcast.workspace_id = own.workspace_id and broadcast.id = own.broadcast_id
    where own.workspace_id = ${workspaceId} and own.broadcast_id = ${broadcastId} and own.state = 'sent'
    group by own.variant order by own.variant`.execute(db)
  return rows
}
