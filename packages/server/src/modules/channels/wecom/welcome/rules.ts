/** Welcome rules as they are stored. */
import { bigints, inTransaction, type Queryable, sql } from '../../../../platform/db/index.ts'
import type { Handles } from '../../../../platform/handles.ts'
import { failChannels } from '../../errors.ts'
import type { Corp } from '../connection/corps.ts'
import type { RuleConditions } from './choose.ts'
import { type Attachment, type Hours, MAX_WELCOME_RULES, type WelcomeInput } from './contract.ts'
import type {} from './tables.ts'

export interface StoredRule extends RuleConditions {
  readonly name: string
  readonly text: string
  readonly attachments: readonly Attachment[]
  readonly tagIds: readonly number[]
  /** Who was added before is not touched by it. */
  readonly madeAt: Date
  readonly changedAt: Date
  readonly changedBy: string
}

interface RuleRow {
  id: number
  name: string
  is_on: boolean
  channel_states: string[]
  user_ids: string[]
  hours: Hours[]
  text: string
  attachments: Attachment[]
  tag_ids: number[]
  made_at: Date
  changed_at: Date
  changed_by: string
}

const COLUMNS = sql`id, name, is_on, channel_states, user_ids, hours, text, attachments,
  tag_ids::float8[] as tag_ids, made_at, changed_at, changed_by`

const DELETED_KEPT_MS = 30 * 86_400_000

type OfCorp = Pick<Corp, 'workspaceId' | 'corpId'>

/** By id, at most two hundred. */
export async function rulesOf(db: Queryable, { workspaceId, corpId }: OfCorp): Promise<StoredRule[]> {
  const { rows } = await sql<RuleRow>`select ${COLUMNS} from channels_wecom_welcome_rules
    where workspace_id = ${workspaceId} and corp_id = ${corpId} and deleted_at is null order by id`.execute(db)
  return rows.map(storedRule)
}

interface WriteRule {
  readonly corp: OfCorp
  readonly rule: WelcomeInput
  /** The numbers of `rule.tags`, which the caller has looked up. */
  readonly tagIds: readonly number[]
  readonly by: string
}

/** @throws channels.too_many_welcomes */
export function insertRule({ db, clocks }: Pick<Handles, 'db' | 'clocks'>, { corp, rule, tagIds, by }: WriteRule): Promise<StoredRule> {
  return inTransaction(db, async (tx) => {
    // One after the other, so that the limit holds.
    await sql`select 1 from channels_wecom_corps where workspace_id = ${corp.workspaceId} and corp_id = ${corp.corpId} for update`.execute(
      tx,
    )
    if ((await rulesOf(tx, corp)).length >= MAX_WELCOME_RULES) failChannels('channels.too_many_welcomes', { limit: MAX_WELCOME_RULES })
    const now = new Date(clocks.business.now())
    const { rows } = await sql<RuleRow>`
      insert into channels_wecom_welcome_rules (workspace_id, corp_id, name, is_on, channel_states, user_ids, hours, text, attachments, tag_ids,
        made_at, changed_at, changed_by)
      values (${corp.workspaceId}, ${corp.corpId}, ${rule.name}, ${rule.on}, ${rule.channelStates}::text[], ${rule.userIds}::text[],
        ${JSON.stringify(rule.hours)}::jsonb, ${rule.text}, ${JSON.stringify(rule.attachments)}::jsonb, ${bigints(tagIds)}, ${now}, ${now}, ${by})
      returning ${COLUMNS}`.execute(tx)
    return only(rows)
  })
}

/** @throws channels.welcome_unknown */
export async function updateRule(
  { db, clocks }: Pick<Handles, 'db' | 'clocks'>,
  { corp, id, rule, tagIds, by }: WriteRule & { id: string },
): Promise<StoredRule> {
  const { rows } = await sql<RuleRow>`
    update channels_wecom_welcome_rules set name = ${rule.name}, is_on = ${rule.on}, channel_states = ${rule.channelStates}::text[],
      user_ids = ${rule.userIds}::text[], hours = ${JSON.stringify(rule.hours)}::jsonb, text = ${rule.text},
      attachments = ${JSON.stringify(rule.attachments)}::jsonb,
      tag_ids = ${bigints(tagIds)}, changed_at = ${new Date(clocks.business.now())}, changed_by = ${by}
    where workspace_id = ${corp.workspaceId} and corp_id = ${corp.corpId} and id = ${id}::bigint and deleted_at is null
    returning ${COLUMNS}`.execute(db)
  return rows.length > 0 ? only(rows) : failChannels('channels.welcome_unknown', { id })
}

/** Welcomes nobody from now on; it can be had back for thirty days. @throws channels.welcome_unknown */
export async function deleteRule(
  { db, clocks }: Pick<Handles, 'db' | 'clocks'>,
  { corp, id }: { corp: OfCorp; id: string },
): Promise<void> {
  const { rows } = await sql`update channels_wecom_welcome_rules set deleted_at = ${new Date(clocks.business.now())}
    where workspace_id = ${corp.workspaceId} and corp_id = ${corp.corpId} and id = ${id}::bigint and deleted_at is null returning id`.execute(
    db,
  )
  if (rows.length === 0) failChannels('channels.welcome_unknown', { id })
}

/** Takes a deletion back: the rule is as it was, in its old place. @throws channels.welcome_unknown, channels.too_many_welcomes */
export function restoreRule({ db }: Pick<Handles, 'db'>, { corp, id }: { corp: OfCorp; id: string }): Promise<StoredRule> {
  return inTransaction(db, async (tx) => {
    await sql`select 1 from channels_wecom_corps where workspace_id = ${corp.workspaceId} and corp_id = ${corp.corpId} for update`.execute(
      tx,
    )
    if ((await rulesOf(tx, corp)).length >= MAX_WELCOME_RULES) failChannels('channels.too_many_welcomes', { limit: MAX_WELCOME_RULES })
    const { rows } = await sql<RuleRow>`update channels_wecom_welcome_rules set deleted_at = null
      where workspace_id = ${corp.workspaceId} and corp_id = ${corp.corpId} and id = ${id}::bigint and deleted_at is not null
      returning ${COLUMNS}`.execute(tx)
    return rows.length > 0 ? only(rows) : failChannels('channels.welcome_unknown', { id })
  })
}

/** Forgets rules that were deleted more than thirty days ago. */
export async function sweepDeletedRules({ db, clocks }: Pick<Handles, 'db' | 'clocks'>): Promise<void> {
  await sql`delete from channels_wecom_welcome_rules where deleted_at < ${new Date(clocks.business.now() - DELETED_KEPT_MS)}`.execute(db)
}

function only(rows: readonly RuleRow[]): StoredRule {
  const [row] = rows
  if (!row) throw new Error('the rule was not written')
  return storedRule(row)
}

function storedRule(row: RuleRow): StoredRule {
  return {
    id: row.id,
    name: row.name,
    isOn: row.is_on,
    channelStates: row.channel_states,
    userIds: row.user_ids,
    hours: row.hours,
    text: row.text,
    attachments: row.attachments,
    tagIds: row.tag_ids,
    madeAt: row.made_at,
    changedAt: row.changed_at,
    changedBy: row.changed_by,
  }
}
