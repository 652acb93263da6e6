/** Tells the platform how pairs are to be marked: claimed, one call a pair, some beside each other. A call may be repeated without harm. */
import { sql } from '../../../../platform/db/index.ts'
import type { Handles } from '../../../../platform/handles.ts'
import type { Wecom } from '../client/client.ts'
import { markCorpTags, TAG_ERRCODE } from '../client/corp-tags.ts'
import { ERRCODE, WecomFailure } from '../client/failures.ts'
import { type Corp, findCorp } from '../connection/corps.ts'
import { listNow } from './rounds.ts'
import type {} from './tables.ts'

/** WW:90313 45033: the platform bears some calls of a kind at once. */
const AT_ONCE = 10
/** Of one claim; `run.ts` takes one a second. */
const MARKS_AT_ONCE = 50
/** Longer than all calls of a claim, each with all its tries. */
const LEASE_MS = 5 * 60_000
const FIRST_PAUSE_MS = 2_000
const LONGEST_PAUSE_MS = 10 * 60_000
/** A13: a pair that has just begun is not known to the platform for a while; so often it is asked again, then it has ended. */
const MAX_TRIES_OF_NO_CONTACT = 6
const MAX_REASON_LENGTH = 300

type SendHandles = Pick<Handles, 'db' | 'clocks' | 'ids'>

interface ClaimedMark {
  workspace_id: number
  corp_id: string
  link_id: number
  user_id: string
  external_user_id: string
  wanted: boolean
  tries: number
  corp_tag_id: string
}

/** Tells what is due, once each. Answers how many pairs those were. */
export async function sendMarks(
  handles: SendHandles,
  { wecom, signal }: { wecom: Wecom; signal?: AbortSignal | undefined },
): Promise<number> {
  const marks = await claimMarks(handles)
  const pairs = [...Map.groupBy(marks, (mark) => `${mark.corp_id} ${mark.user_id} ${mark.external_user_id}`).values()]
  const corps = new Map<string, Corp>()
  for (const corpId of new Set(marks.map(({ corp_id }) => corp_id))) {
    const corp = await findCorp(handles.db, { corpId })
    if (corp) corps.set(corpId, corp)
  }
  const outcomes: Outcome[] = []
  const left = pairs.values()
  const worker = async () => {
    for (const pair of left) {
      const corp = corps.get(pair[0]?.corp_id ?? '')
      if (corp?.workspaceId === pair[0]?.workspace_id && corp) outcomes.push(...(await tell(handles, { wecom, corp, marks: pair, signal })))
    }
  }
  try {
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, pairs.length) }, worker))
  } finally {
    await note(handles, outcomes)
  }
  for (const corp of new Set(outcomes.flatMap(({ corp, failure }) => (failure?.errcode === TAG_ERRCODE.unknownTag ? [corp] : []))))
    await listNow(handles, corp)
  return pairs.length
}

/** That it is being said is committed before: whoever finds a claim that ran out says it again. */
async function claimMarks({ db, clocks }: SendHandles): Promise<ClaimedMark[]> {
  const now = clocks.real.now()
  const { rows } = await sql<ClaimedMark>`
    update channels_wecom_tag_marks mark set claimed_until = ${new Date(now + LEASE_MS)}, tries = mark.tries + 1
    from (
      select ctid as place from channels_wecom_tag_marks
      where wanted is not null and failed is null and due_at <= ${new Date(now)} and (claimed_until is null or claimed_until <= ${new Date(now)})
        and exists (select 1 from channels_wecom_corps corp where corp.corp_id = channels_wecom_tag_marks.corp_id
          and corp.workspace_id = channels_wecom_tag_marks.workspace_id)
      order by due_at limit ${MARKS_AT_ONCE} for update skip locked
    ) due, channels_wecom_tag_links link
    where mark.ctid = due.place and link.id = mark.link_id
    returning mark.workspace_id, mark.corp_id, mark.link_id, mark.user_id, mark.external_user_id, mark.wanted, mark.tries, link.corp_tag_id`.execute(
    db,
  )
  return rows
}

interface Outcome {
  readonly corp: Corp
  readonly marks: readonly ClaimedMark[]
  /** Undefined: the platform did it. */
  readonly failure: WecomFailure | undefined
  /** Milliseconds of the business clock. */
  readonly answeredAt: number
}

interface Told {
  readonly wecom: Wecom
  readonly corp: Corp
  readonly marks: readonly ClaimedMark[]
  readonly signal: AbortSignal | undefined
}

/**
 * A tag that the platform does not know spoils the others of its call; each is told alone then.
 * @throws what is none of the platform's failures; the claim runs out then
 */
async function tell({ clocks }: SendHandles, told: Told): Promise<Outcome[]> {
  const failure = await call(told)
  const { corp, marks } = told
  if (failure?.errcode !== TAG_ERRCODE.unknownTag || marks.length === 1)
    return [{ corp, marks, failure, answeredAt: clocks.business.now() }]
  const outcomes: Outcome[] = []
  for (const mark of marks) {
    const alone = { corp, marks: [mark] }
    outcomes.push({ ...alone, failure: await call({ ...told, ...alone }), answeredAt: clocks.business.now() })
  }
  return outcomes
}

async function call({ wecom, corp, marks, signal }: Told): Promise<WecomFailure | undefined> {
  const [first] = marks
  const of = (wanted: boolean) => marks.flatMap((mark) => (mark.wanted === wanted ? [mark.corp_tag_id] : []))
  const pair = { userId: first?.user_id ?? '', externalUserId: first?.external_user_id ?? '' }
  try {
    await markCorpTags(wecom, { corp, signal, ...pair, add: of(true), remove: of(false) })
    return undefined
  } catch (error) {
    if (error instanceof WecomFailure) return error
    throw error
  }
}

/**
 * What was done is known from now on; what is wanted otherwise since is due at once. What failed for good was not done.
 */
async function note(handles: SendHandles, outcomes: readonly Outcome[]): Promise<void> {
  if (outcomes.length === 0) return
  const { db, clocks } = handles
  const now = clocks.real.now()
  const rows = outcomes.flatMap(({ marks, failure, answeredAt }) =>
    marks.map((mark) => {
      const isOver = failure !== undefined && isForGood(failure, mark.tries)
      return {
        link_id: mark.link_id,
        corp_id: mark.corp_id,
        user_id: mark.user_id,
        external_user_id: mark.external_user_id,
        said: mark.wanted,
        done: failure === undefined,
        known_at: new Date(answeredAt).toISOString(),
        failed: isOver ? failure.message.slice(0, MAX_REASON_LENGTH) : null,
        due_at: new Date(now + (failure && !isOver ? pauseMs(handles, { failure, tries: mark.tries }) : 0)).toISOString(),
      }
    }),
  )
  await sql`
    update channels_wecom_tag_marks mark set claimed_until = null, due_at = given.due_at,
      has = case when given.done then given.said else mark.has end,
      known_at = case when given.done then given.known_at else mark.known_at end,
      tries = case when given.done or given.failed is not null then 0 else mark.tries end,
      wanted = case when given.done and mark.wanted = given.said then null else mark.wanted end,
      failed = case when mark.wanted = given.said then given.failed end
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as given (link_id bigint, corp_id text, user_id text, external_user_id text,
      said boolean, done boolean, known_at timestamptz, failed text, due_at timestamptz)
    where mark.link_id = given.link_id and mark.corp_id = given.corp_id and mark.user_id = given.user_id
      and mark.external_user_id = given.external_user_id and mark.claimed_until is not null`.execute(db)
}

function isForGood({ kind, errcode }: WecomFailure, tries: number): boolean {
  if (kind !== 'permanent') return false
  return errcode !== ERRCODE.notContact || tries >= MAX_TRIES_OF_NO_CONTACT
}

function pauseMs({ ids }: SendHandles, { failure, tries }: { failure: WecomFailure; tries: number }): number {
  const grown = Math.min(FIRST_PAUSE_MS * 2 ** (tries - 1), LONGEST_PAUSE_MS) * (0.5 + ids.fraction())
  return Math.max(grown, failure.retryAfterMs)
}
