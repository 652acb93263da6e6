/** What puts a tag on by itself: set, read, ended. */
import { inTransaction, type Queryable, sql, type Tx } from '../../../platform/db/index.ts'
import type { Handles } from '../../../platform/handles.ts'
import { type KnownTag, knownTag, setHalfLife } from '../../identity/index.ts'
import { endAudience, insertAudience, updateAudience } from '../audiences.ts'
import { checkReferences, lockRules } from '../references.ts'
import type { Rule } from '../rule/rule.ts'
import { checkNoCircle } from './circle.ts'
import type { InterestSettings } from './contract.ts'
import { failTagRule } from './errors.ts'
import { queueRun } from './run-queue.ts'
import type { TagRuleRow } from './tables.ts'

export type TagRuleHandles = Pick<Handles, 'db' | 'clocks' | 'ids'>

interface Put {
  readonly workspaceId: number
  readonly timeZone: string
  /** As the path names it. */
  readonly tagId: string
  readonly by: string
}

/** @throws platform.not_found, audience.tag_not_of_kind, audience.tag_circle and those of `checkReferences` */
export function putRule(
  handles: TagRuleHandles,
  input: Put & { rule: Rule; mode: 'scheduled' | 'live'; every: string },
): Promise<TagRuleRow> {
  const { workspaceId, rule, mode } = input
  return inTransaction(handles.db, async (tx) => {
    await lockRules(tx, workspaceId)
    const tag = await tagOfKind(tx, { ...input, kind: 'rule' })
    await checkReferences(tx, { workspaceId, rule })
    await checkNoCircle(tx, { workspaceId, tag, rule })
    const row = await upsert(handles, tx, { ...input, tag, mode, rule, interest: null, every: mode === 'live' ? null : input.every })
    const followed = await followLive(handles, tx, { ...input, tag, row })
    return mode === 'live' ? followed : queueRun(handles, tx, followed)
  })
}

/** @throws platform.not_found, audience.tag_not_of_kind */
export function putInterest(handles: TagRuleHandles, input: Put & { interest: InterestSettings }): Promise<TagRuleRow> {
  const { workspaceId, interest } = input
  return inTransaction(handles.db, async (tx) => {
    await lockRules(tx, workspaceId)
    const tag = await tagOfKind(tx, { ...input, kind: 'interest' })
    await setHalfLife(tx, { workspaceId, tagId: tag.id, days: interest.halfLifeDays })
    return queueRun(
      handles,
      tx,
      await upsert(handles, tx, { ...input, tag, mode: 'interest', rule: null, interest, every: interest.every }),
    )
  })
}

async function tagOfKind(tx: Tx, { workspaceId, tagId, kind }: Put & { kind: 'rule' | 'interest' }): Promise<KnownTag> {
  const tag = await knownTag(tx, { workspaceId, id: tagId })
  return tag.kind === kind ? tag : failTagRule('audience.tag_not_of_kind', { name: tag.name })
}

interface Upsert extends Put {
  readonly tag: KnownTag
  readonly mode: TagRuleRow['mode']
  readonly rule: Rule | null
  readonly interest: InterestSettings | null
  readonly every: string | null
}

/** Due at once: what is live is held against its audience as soon as that is whole. */
async function upsert(
  { clocks }: TagRuleHandles,
  tx: Tx,
  { workspaceId, tag, mode, rule, interest, every, by }: Upsert,
): Promise<TagRuleRow> {
  const at = new Date(clocks.business.now())
  const json = (value: unknown) => sql`${value === null ? null : JSON.stringify(value)}::jsonb`
  const { rows } = await sql<TagRuleRow>`
    insert into audience_tag_rules as known (workspace_id, tag_id, mode, rule, interest, every, due_at, changed_at, changed_by)
    values (${workspaceId}, ${tag.id}, ${mode}, ${json(rule)}, ${json(interest)}, ${every}, ${at}, ${at}, ${by})
    on conflict (workspace_id, tag_id) do update set mode = excluded.mode, rule = excluded.rule, interest = excluded.interest,
      every = excluded.every, due_at = excluded.due_at, changed_at = excluded.changed_at, changed_by = excluded.changed_by, round = known.round + 1
    returning *`.execute(tx)
  return rows[0] as TagRuleRow
}

/** Brings the hidden audience in line with the mode: made, given the new rule, or ended. */
async function followLive(
  handles: TagRuleHandles,
  tx: Tx,
  { row, tag, by, timeZone }: Put & { row: TagRuleRow; tag: KnownTag },
): Promise<TagRuleRow> {
  const { workspace_id: workspaceId, rule, audience_id: id } = row
  if (row.mode === 'live' && rule) {
    const audience =
      id === null
        ? await insertAudience(handles, tx, {
            workspaceId,
            timeZone,
            name: tag.name,
            description: '',
            kind: 'live',
            owner: `tag:${tag.id}`,
            of: { rule },
            by,
          })
        : await updateAudience(handles, tx, { workspaceId, timeZone, id, rule, by })
    return change(tx, { row, set: { audience_id: audience.id, job_id: audience.job_id } })
  }
  if (id === null) return row
  await endAudience(handles, tx, { workspaceId, id, by })
  return change(tx, { row, set: { audience_id: null } })
}

async function change(
  tx: Tx,
  { row, set }: { row: TagRuleRow; set: { audience_id?: number | null; job_id?: string | null; due_at?: Date | null } },
): Promise<TagRuleRow> {
  await tx
    .updateTable('audience_tag_rules')
    .set(set)
    .where('workspace_id', '=', row.workspace_id)
    .where('tag_id', '=', row.tag_id)
    .execute()
  return { ...row, ...set }
}

/** Undefined for a tag without one. */
export async function findTagRule(
  db: Queryable,
  { workspaceId, tagId }: { workspaceId: number; tagId: number },
): Promise<TagRuleRow | undefined> {
  const { rows } = await sql<TagRuleRow>`
    select * from audience_tag_rules where workspace_id = ${workspaceId} and tag_id = ${tagId}`.execute(db)
  return rows[0]
}

/** An archived tag is put on by nothing; its rule stays for when it comes back. */
export async function suspendRule(
  handles: TagRuleHandles,
  tx: Tx,
  { workspaceId, tagId, by }: { workspaceId: number; tagId: number; by: string },
): Promise<void> {
  const row = await findTagRule(tx, { workspaceId, tagId })
  if (!row) return
  if (row.audience_id !== null) await endAudience(handles, tx, { workspaceId, id: row.audience_id, by })
  await sql`update audience_tag_rules set due_at = null, audience_id = null, round = round + 1
    where workspace_id = ${workspaceId} and tag_id = ${tagId}`.execute(tx)
}

/** What came back from the archive is run again; a live one gets an audience again. */
export async function resumeRule(
  handles: TagRuleHandles,
  tx: Tx,
  { workspaceId, timeZone, tagId, by }: { workspaceId: number; timeZone: string; tagId: number; by: string },
): Promise<void> {
  const row = await findTagRule(tx, { workspaceId, tagId })
  if (!row) return
  const due = await change(tx, { row, set: { due_at: new Date(handles.clocks.business.now()) } })
  const tag = await knownTag(tx, { workspaceId, id: String(tagId) })
  await followLive(handles, tx, { workspaceId, timeZone, tagId: String(tagId), by, tag, row: due })
}
