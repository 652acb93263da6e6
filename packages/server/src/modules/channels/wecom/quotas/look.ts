/** Looking at the quotas of corps, each every some minutes by one process, so that pages read and never wait for the platform. */
import { sql } from '../../../../platform/db/index.ts'
import type { Handles } from '../../../../platform/handles.ts'
import { localDate, startOfPeriod } from '../../../../platform/time-zone.ts'
import type { Wecom } from '../client/client.ts'
import { WecomFailure } from '../client/failures.ts'
import { type Corp, findCorp } from '../connection/corps.ts'
import { askAcquisition, askCodes, askCorpTags } from './asked.ts'
import { type Found, type NotFound, storeFound } from './found.ts'
import { measureCalls, measureContacts, measureMassTasks, measureSlots } from './measured.ts'
import type { QuotaName } from './names.ts'
import type {} from './tables.ts'

const LOOK_EVERY_MS = 10 * 60_000
/** Some hundred pages at most. */
const CODES_EVERY_MS = 6 * 3_600_000
/** Longer than a look takes. */
const CLAIM_MS = 5 * 60_000
const MAX_CORPS_PER_TURN = 20
const KEPT_DAYS = 400
const DAY_MS = 86_400_000

type LookHandles = Pick<Handles, 'db' | 'clocks'>

interface Round {
  readonly workspace_id: number
  readonly corp_id: string
  readonly codes_due: boolean
}

/** Looks wherever it is time, at new connections at once. Answers how many corps that were. */
export async function lookAtDueQuotas(handles: LookHandles, input: { wecom: Wecom; signal?: AbortSignal }): Promise<number> {
  let looked = 0
  for (const round of await claimRounds(handles)) {
    if (input.signal?.aborted) return looked
    const corp = await findCorp(handles.db, { corpId: round.corp_id })
    if (corp?.workspaceId === round.workspace_id) await lookAtQuotas(handles, { ...input, corp, codesToo: round.codes_due })
    looked++
  }
  return looked
}

/** The time of the next look is set first: a corp whose looks fail is not looked at without end. */
async function claimRounds({ db, clocks }: LookHandles): Promise<Round[]> {
  const now = clocks.business.now()
  const real = clocks.real.now()
  const codesNext = new Date(now + CODES_EVERY_MS)
  const { rows } = await sql<Round>`
    with due as (
      select corp.workspace_id, corp.corp_id, round.codes_due_at is null or round.codes_due_at <= ${new Date(now)} as codes_due
      from channels_wecom_corps corp left join channels_wecom_quota_rounds round using (workspace_id, corp_id)
      where (round.due_at is null or round.due_at <= ${new Date(now)}) and (round.claimed_until is null or round.claimed_until < ${new Date(real)})
      order by corp.workspace_id, corp.corp_id limit ${MAX_CORPS_PER_TURN}
    )
    insert into channels_wecom_quota_rounds as known (workspace_id, corp_id, due_at, codes_due_at, claimed_until)
    select workspace_id, corp_id, ${new Date(now + LOOK_EVERY_MS)}::timestamptz, ${codesNext}::timestamptz, ${new Date(real + CLAIM_MS)}::timestamptz from due
    on conflict (workspace_id, corp_id) do update set due_at = excluded.due_at, claimed_until = excluded.claimed_until,
      codes_due_at = case when known.codes_due_at <= ${new Date(now)} then excluded.codes_due_at else known.codes_due_at end
    where known.due_at <= ${new Date(now)} and (known.claimed_until is null or known.claimed_until < ${new Date(real)})
    returning workspace_id, corp_id, codes_due_at = ${codesNext} as codes_due`.execute(db)
  return rows
}

/** What the platform does not tell now stays as it was found last. */
export async function lookAtQuotas(
  handles: LookHandles,
  { wecom, corp, codesToo, signal }: { wecom: Wecom; corp: Corp; codesToo: boolean; signal?: AbortSignal | undefined },
): Promise<void> {
  const { db, clocks } = handles
  const at = clocks.business.now()
  const timeZone = await timeZoneOf(db, corp)
  const measure = { corp, at, dayFrom: startOfPeriod(at, 'day', timeZone) }
  const asked = { wecom, corp, signal }
  const found: (Found | NotFound)[] = [
    await measureSlots(db, measure),
    ...(await measureContacts(db, measure)),
    await measureMassTasks(db, measure),
    ...(await Promise.all([
      orNot('corp_tags', askCorpTags(asked)),
      orNot('acquisition', askAcquisition(asked)),
      ...(codesToo ? [orNot('contact_ways', askCodes(asked))] : []),
    ])),
  ]
  // Last, so that the calls above are among them.
  found.push(...(await measureCalls(db, measure)))
  await storeFound(db, { corp, found, at, day: localDate(at, timeZone) })
  await sql`update channels_wecom_quota_rounds set claimed_until = null where workspace_id = ${corp.workspaceId} and corp_id = ${corp.corpId}`.execute(
    db,
  )
}

async function orNot(quota: QuotaName, asking: Promise<Found>): Promise<Found | NotFound> {
  try {
    return await asking
  } catch (error) {
    if (error instanceof WecomFailure) return { quota, error: error.message }
    throw error
  }
}

async function timeZoneOf(db: Handles['db'], { workspaceId }: Corp): Promise<string> {
  const workspace = await db.selectFrom('auth_workspaces').select('time_zone').where('id', '=', workspaceId).executeTakeFirst()
  return workspace?.time_zone ?? 'UTC'
}

/** Forgets days that are older than a year and a month. */
export async function sweepQuotaDays({ db, clocks }: LookHandles): Promise<void> {
  await sql`delete from channels_wecom_quota_days where day < ${new Date(clocks.business.now() - KEPT_DAYS * DAY_MS)}::date`.execute(db)
}
