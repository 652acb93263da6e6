/** What goes on between us and a corp: who is registered, what came, what was asked, and what stops when it is disconnected. */
import { type Queryable, sql } from '../../../../platform/db/index.ts'
import type { Handles } from '../../../../platform/handles.ts'
import type { RelationState } from '../contacts/states.ts'
import type { TaskState } from '../mass-send/states.ts'
import { listRuns } from '../reconcile/runs.ts'
import type { WelcomeOutcome } from '../welcome/outcomes.ts'
import type { CorpFigures } from './contract.ts'
import type { Corp } from './corps.ts'

const LATELY_MS = 86_400_000
/** Kinds of callbacks and interfaces; the platform has fewer. */
const MAX_LINES = 100

/** One read after the other: none of them is long, and PGlite has one connection. */
export async function corpFigures({ db, clocks }: Pick<Handles, 'db' | 'clocks'>, { corp }: { corp: Corp }): Promise<CorpFigures> {
  const realSince = new Date(clocks.real.now() - LATELY_MS)
  const since = new Date(clocks.business.now() - LATELY_MS)
  const lastRun = (await listRuns(db, corp)).find(({ endedAt }) => endedAt !== null)
  return {
    since: since.toISOString(),
    staff: await staffFigures(db, corp),
    relations: await relationFigures(db, corp),
    callbacks: await callbackFigures(db, { corp, since: realSince }),
    ...(await waitingFigures(db, corp)),
    calls: await callFigures(db, { corp, since }),
    welcomes: await welcomeFigures(db, { corp, since: realSince }),
    openMassTasks: await massTaskFigures(db, corp),
    welcomeRules: await countRules(db, corp),
    lastReconciliation: lastRun ? { endedAt: lastRun.endedAt ?? lastRun.startedAt, error: lastRun.error } : null,
  }
}

async function staffFigures(db: Queryable, { workspaceId, corpId }: Corp): Promise<CorpFigures['staff']> {
  const { rows } = await sql<{ members: number; with_contacts: number }>`
    select count(*) as members, count(*) filter (where contacts_enabled) as with_contacts from channels_wecom_staff
    where workspace_id = ${workspaceId} and corp_id = ${corpId} and left_at is null`.execute(db)
  const [row] = rows
  return { members: row?.members ?? 0, withContacts: row?.with_contacts ?? 0 }
}

async function relationFigures(db: Queryable, { workspaceId, corpId }: Corp): Promise<CorpFigures['relations']> {
  const { rows } = await sql<{ state: RelationState; relations: number; contacts: number }>`
    select state, count(*) as relations, count(distinct external_user_id) as contacts from channels_wecom_relations
    where workspace_id = ${workspaceId} and corp_id = ${corpId} group by state order by state`.execute(db)
  return rows
}

async function callbackFigures(db: Queryable, { corp, since }: { corp: Corp; since: Date }): Promise<CorpFigures['callbacks']> {
  const { rows } = await sql<{ event: string; change_type: string; state: CorpFigures['callbacks'][number]['outcome']; callbacks: number }>`
    select event, change_type, state, count(*) as callbacks from channels_wecom_callbacks
    where workspace_id = ${corp.workspaceId} and corp_id = ${corp.corpId} and received_at >= ${since}
    group by event, change_type, state order by callbacks desc, event, change_type, state limit ${MAX_LINES}`.execute(db)
  return rows.map(({ event, change_type: changeType, state: outcome, callbacks }) => ({ event, changeType, outcome, callbacks }))
}

async function waitingFigures(db: Queryable, { workspaceId, corpId }: Corp) {
  const { rows } = await sql<{ waiting: number; oldest: Date | null; failed: number }>`
    select count(*) filter (where state = 'waiting') as waiting, min(received_at) filter (where state = 'waiting') as oldest,
      count(*) filter (where state = 'failed') as failed
    from channels_wecom_callbacks where workspace_id = ${workspaceId} and corp_id = ${corpId} and state in ('waiting', 'failed')`.execute(
    db,
  )
  const [row] = rows
  return { waiting: row?.waiting ?? 0, oldestWaitingAt: row?.oldest?.toISOString() ?? null, failed: row?.failed ?? 0 }
}

async function callFigures(db: Queryable, { corp, since }: { corp: Corp; since: Date }): Promise<CorpFigures['calls']> {
  const { rows } = await sql<CorpFigures['calls'][number]>`
    select api, sum(calls)::bigint as calls, sum(limited)::bigint as limited from channels_wecom_calls
    where workspace_id = ${corp.workspaceId} and corp_id = ${corp.corpId} and hour >= ${since}
    group by api order by calls desc, api limit ${MAX_LINES}`.execute(db)
  return rows
}

async function welcomeFigures(db: Queryable, { corp, since }: { corp: Corp; since: Date }): Promise<CorpFigures['welcomes']> {
  const { rows } = await sql<{ outcome: WelcomeOutcome; welcomes: number }>`
    select state as outcome, count(*) as welcomes from channels_wecom_welcomes
    where workspace_id = ${corp.workspaceId} and corp_id = ${corp.corpId} and received_at >= ${since} and state not in ('waiting', 'sending')
    group by state order by state`.execute(db)
  return rows
}

async function massTaskFigures(db: Queryable, { workspaceId, corpId }: Corp): Promise<number> {
  const ended: TaskState = 'ended'
  const { rows } = await sql<{ tasks: number }>`select count(*) as tasks from channels_wecom_mass_tasks
    where workspace_id = ${workspaceId} and corp_id = ${corpId} and state <> ${ended}`.execute(db)
  return rows[0]?.tasks ?? 0
}

async function countRules(db: Queryable, { workspaceId, corpId }: Corp): Promise<number> {
  const { rows } = await sql<{ rules: number }>`select count(*) as rules from channels_wecom_welcome_rules
    where workspace_id = ${workspaceId} and corp_id = ${corpId} and is_on and deleted_at is null`.execute(db)
  return rows[0]?.rules ?? 0
}
