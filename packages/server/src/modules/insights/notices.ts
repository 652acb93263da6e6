/** Notices: what a workspace is told on its first page, until somebody puts it away. */
import { z } from 'zod'
import { type Db, sql, type Tx } from '../../platform/db/index.ts'
import { cutPage, decodeCursor } from '../../platform/http/cursor.ts'
import { type Notice, noticeShape } from './contract.ts'
import type {} from './tables.ts'

const DAY_MS = 86_400_000
/** Older ones, dismissed or not, go when the workspace gets a new one. */
const NOTICES_KEPT_MS = 90 * DAY_MS
/** The end of the year 9999. */
const LAST_MOMENT_MS = 253_402_300_799_999

interface NoticeRow {
  readonly id: number
  readonly kind: Notice['kind']
  readonly payload: Notice['payload']
  readonly raised_at: Date
  readonly dismissed_at: Date | null
  readonly dismissed_by: string | null
}

export interface RaisedNotice extends Pick<Notice, 'kind' | 'payload'> {
  readonly workspaceId: number
  /** Number of the news, which is why a repetition writes nothing. */
  readonly newsId: number
  readonly at: Date
}

/** Writes the notice of a piece of news, unless it is there already. */
export async function raiseNotice(tx: Tx, { workspaceId, newsId, kind, payload, at }: RaisedNotice): Promise<void> {
  await tx
    .deleteFrom('insights_notices')
    .where('workspace_id', '=', workspaceId)
    .where('raised_at', '<', new Date(at.getTime() - NOTICES_KEPT_MS))
    .execute()
  await tx
    .insertInto('insights_notices')
    .values({ workspace_id: workspaceId, id: newsId, kind, payload: JSON.stringify(payload), raised_at: at })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'id']).doNothing())
    .execute()
}

/** Where a page ended: whether it was still among the open ones (1) or the dismissed (0), raised when, id. */
const CursorKey = z.tuple([z.literal([0, 1]), z.int().min(0).max(LAST_MOMENT_MS), z.int().min(0)])

/** One page: those not dismissed first, of either the newest first. Throws `platform.invalid` for a cursor of another list. */
export async function listNoticesPage(db: Db, input: { workspaceId: number; limit: number; cursor?: string | undefined }) {
  const rows: NoticeRow[] = await db
    .selectFrom('insights_notices')
    .selectAll()
    .where('workspace_id', '=', input.workspaceId)
    .where(isAfter(decodeCursor(input.cursor, CursorKey)))
    .orderBy(sql`dismissed_at is null`, 'desc')
    .orderBy('raised_at', 'desc')
    .orderBy('id', 'desc')
    .limit(input.limit + 1)
    .execute()
  const key = (row: NoticeRow) => [row.dismissed_at === null ? 1 : 0, row.raised_at.getTime(), row.id]
  return cutPage(rows, { limit: input.limit, key, item: noticeView })
}

function isAfter(last: z.output<typeof CursorKey> | undefined) {
  if (!last) return sql<boolean>`true`
  const [open, raisedAtMs, id] = last
  return sql<boolean>`(dismissed_at is null, raised_at, id) < (${open === 1}::boolean, ${new Date(raisedAtMs)}::timestamptz, ${id}::bigint)`
}

/** Puts a notice away for everybody in the workspace; one put away before stays as it was. Undefined when there is none. */
export async function dismissNotice(db: Db, input: { workspaceId: number; id: number; by: string; at: Date }): Promise<Notice | undefined> {
  const dismissed = await db
    .updateTable('insights_notices')
    .set({
      dismissed_at: sql<Date>`coalesce(dismissed_at, ${input.at})`,
      dismissed_by: sql<string>`coalesce(dismissed_by, ${input.by})`,
    })
    .where('workspace_id', '=', input.workspaceId)
    .where('id', '=', input.id)
    .returningAll()
    .executeTakeFirst()
  return dismissed && noticeView(dismissed)
}

function noticeView(row: NoticeRow): Notice {
  return noticeShape.parse({
    id: String(row.id),
    kind: row.kind,
    payload: row.payload,
    raisedAt: row.raised_at.toISOString(),
    dismissedAt: row.dismissed_at?.toISOString() ?? null,
    dismissedBy: row.dismissed_by,
  })
}
