/** Lost customers are noted when a pair ends, and won back when somebody is added again; news of contacts tell of both. */
import { z } from 'zod'
import { sql, type Tx } from '../../../../platform/db/index.ts'
import type { Handles } from '../../../../platform/handles.ts'
import { type News, on, type Reaction } from '../../../../platform/outbox/index.ts'
import { endTasks, type NewTask, openTasks } from '../../../tasks/index.ts'
import { CONTACTS_CHANGED } from '../contacts/record.ts'
import { lostSettings } from './settings.ts'
import type {} from './tables.ts'
import { CUSTOMER_LOST } from './task-kind.ts'

const DAY_MS = 86_400_000
const SENT_WITHIN_MS = 7 * DAY_MS
/** A2 add_way: given to a member by somebody of the corp, so no deed of the customer. */
const ASSIGNED = 202

const Told = z.object({
  corpId: z.string(),
  changes: z.array(
    z.object({ what: z.string(), at: z.number(), userId: z.string(), atom: z.coerce.number().int(), addWay: z.number().default(0) }),
  ),
})
type Change = z.output<typeof Told>['changes'][number]

export const lostReactions: readonly Reaction[] = [on(CONTACTS_CHANGED, 'channels.note_lost', noteLost)]

async function noteLost(handles: Handles, tx: Tx, { workspaceId, payload }: News): Promise<void> {
  const { corpId, changes } = Told.parse(payload)
  const of = { workspaceId, corpId }
  const lost = changes.filter(({ what }) => what === 'deleted_by_customer' || what === 'deleted_by_staff')
  if (lost.length > 0) await noteNewlyLost(handles, tx, { ...of, lost })
  const added = changes.filter(({ what, addWay }) => what === 'added' && addWay !== ASSIGNED)
  if (added.length > 0) await noteWonBack(handles, tx, { ...of, added })
}

interface OfCorp {
  readonly workspaceId: number
  readonly corpId: string
}

interface LostRow {
  readonly id: number
  readonly atom: number
  readonly user_id: string
  readonly staff_name: string
  readonly by_whom: 'customer' | 'staff'
  readonly friends_since: Date
  readonly lost_at: Date
  readonly still_with: string
  readonly still_name: string
  readonly sent_before: number
  readonly won_back_at: Date | null
}

/** The pair may have changed since it was told: who has added the member again meanwhile is noted as lost and won back at once. */
async function noteNewlyLost(handles: Handles, tx: Tx, { workspaceId, corpId, lost }: OfCorp & { lost: readonly Change[] }): Promise<void> {
  const given = lost.map(({ what, at, userId, atom }) => {
    return { user_id: userId, atom, by_whom: what === 'deleted_by_staff' ? 'staff' : 'customer', at: new Date(at).toISOString() }
  })
  const { rows } = await sql<LostRow>`
    with told as (
      select relation.external_user_id, given.user_id, given.atom, given.by_whom, given.at, least(relation.added_at, given.at) as since,
        case when relation.state = 'active' and relation.added_at > given.at then relation.added_at end as again,
        coalesce((select other.user_id from channels_wecom_relations other
          where other.workspace_id = relation.workspace_id and other.corp_id = relation.corp_id
            and other.external_user_id = relation.external_user_id and other.user_id <> relation.user_id and other.state = 'active'
          order by other.added_at, other.user_id limit 1), '') as still_with,
        (select count(*) from channels_wecom_mass_recipients sent where sent.workspace_id = relation.workspace_id
          and sent.atom = relation.atom and sent.corp_id = relation.corp_id and sent.state = 'sent' and sent.changed_at <= given.at
          and sent.changed_at > given.at - ${SENT_WITHIN_MS} * interval '1 millisecond') as sent_before
      from jsonb_to_recordset(${JSON.stringify(given)}::jsonb) as given (user_id text, atom bigint, by_whom text, at timestamptz)
        join channels_wecom_relations relation on relation.workspace_id = ${workspaceId} and relation.corp_id = ${corpId}
          and relation.atom = given.atom and relation.user_id = given.user_id),
    noted as (
      insert into channels_wecom_lost as known (workspace_id, corp_id, user_id, external_user_id, atom, by_whom, friends_since, lost_at,
        still_with, sent_before, won_back_at, won_back_by)
      select ${workspaceId}::integer, ${corpId}::text, user_id, external_user_id, atom, by_whom, since, at, still_with, sent_before, again,
        case when again is not null then user_id end from told
      on conflict do nothing
      returning *)
    select noted.*, coalesce(staff.name, '') as staff_name, coalesce(still.name, '') as still_name
    from noted left join channels_wecom_staff staff on staff.workspace_id = noted.workspace_id and staff.corp_id = noted.corp_id
        and staff.user_id = noted.user_id
      left join channels_wecom_staff still on still.workspace_id = noted.workspace_id and still.corp_id = noted.corp_id
        and still.user_id = noted.still_with
    order by noted.id`.execute(tx)
  const { opensTasks, minDays } = await lostSettings(tx, { workspaceId })
  if (!opensTasks) return
  const tasks = rows
    .filter((row) => row.by_whom === 'customer' && row.won_back_at === null && daysOf(row) >= minDays)
    .map((row) => taskOf(corpId, row))
  await openTasks(tx, { workspaceId, at: new Date(handles.clocks.business.now()), tasks })
}

function daysOf({ friends_since, lost_at }: Pick<LostRow, 'friends_since' | 'lost_at'>): number {
  return Math.floor((lost_at.getTime() - friends_since.getTime()) / DAY_MS)
}

/** Whoever still has the customer can talk to them; who was deleted can only know that it happened. */
function taskOf(corpId: string, row: LostRow): NewTask {
  const staffName = row.staff_name || row.user_id
  const stillWithName = row.still_name || row.still_with
  const userId = row.still_with || row.user_id
  const facts = {
    corpId,
    staff: row.user_id,
    staffName,
    days: daysOf(row),
    stillWith: row.still_with,
    stillWithName,
    sentBefore: row.sent_before,
  }
  const assignee = { type: 'staff', corpId, userId, name: row.still_with ? stillWithName : staffName } as const
  return { kind: CUSTOMER_LOST, key: keyOf(row), atom: row.atom, assignee, facts }
}

const keyOf = ({ id }: { id: number }) => `lost:${id}`

async function noteWonBack(handles: Handles, tx: Tx, { workspaceId, corpId, added }: OfCorp & { added: readonly Change[] }): Promise<void> {
  const given = added.map(({ at, userId, atom }) => ({ user_id: userId, atom, at: new Date(at).toISOString() }))
  const { rows } = await sql<{ id: number }>`
    update channels_wecom_lost lost set won_back_at = again.at, won_back_by = again.user_id
    from (select distinct on (atom) atom, at, user_id
      from jsonb_to_recordset(${JSON.stringify(given)}::jsonb) as given (user_id text, atom bigint, at timestamptz) order by atom, at) again
    where lost.workspace_id = ${workspaceId} and lost.corp_id = ${corpId} and lost.atom = again.atom and lost.won_back_at is null
      and lost.lost_at <= again.at
    returning lost.id`.execute(tx)
  const at = new Date(handles.clocks.business.now())
  await endTasks(tx, { workspaceId, kind: CUSTOMER_LOST, keys: rows.map(keyOf), outcome: 'overtaken', at })
}
