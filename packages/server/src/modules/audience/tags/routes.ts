/** Answers the calls about rules and interests of tags, and about tagging many people. */
import type { Tx } from '../../../platform/db/index.ts'
import { fail } from '../../../platform/errors.ts'
import type { Handles } from '../../../platform/handles.ts'
import { type Binding, bind, type Call } from '../../../platform/http/bind.ts'
import { wordsIn } from '../../../platform/i18n/locale.ts'
import { callerOf } from '../../events/index.ts'
import { findTag, knownAtoms, knownPerson, manualTag, type TagServices, tagNamed } from '../../identity/index.ts'
import {
  markPeople,
  putTagInterest,
  putTagRule,
  readTagInterest,
  readTagRule,
  runTag,
  type TagInterest,
  type TagRule,
  whyTag,
} from './contract.ts'
import { failTagRule } from './errors.ts'
import { markAudience, markNamed } from './mark-many.ts'
import { countPeopleOfTags } from './people-counts.ts'
import { findTagRule, putInterest, putRule, resumeRule, suspendRule } from './rules.ts'
import { runNow, zoneOf } from './run-queue.ts'
import type { TagRuleRow } from './tables.ts'
import { usesOfTag } from './uses.ts'
import { whyTag as whyTagOf } from './why.ts'
import { interestWords, tagRuleWords } from './words.ts'

/** What identity asks of here about tags. */
export const tagServices: TagServices = {
  countPeople: countPeopleOfTags,
  usesOf: usesOfTag,
  rulesOf: ({ db }, input) => tagRuleWords(db, input),
  archived: (handles, tx, input) => suspendRule(handles, tx, input),
  restored: async (handles: Handles, tx: Tx, input) => resumeRule(handles, tx, { ...input, timeZone: await zoneOf(tx, input.workspaceId) }),
}

export function tagRuleRoutes(): Binding[] {
  return [
    bind(readTagRule, async (call) => {
      const row = await rowOf(call)
      return row?.rule ? ruleAnswer(call, row) : failNothing({ zh: '标签的规则', en: 'The rule of the tag' })
    }),
    bind(putTagRule, async (call) => ruleAnswer(call, await putRule(call.handles, { ...named(call), ...call.body }))),
    bind(readTagInterest, async (call) => {
      const row = await rowOf(call)
      return row?.interest ? interestAnswer(row) : failNothing({ zh: '标签的兴趣算法', en: 'The interest of the tag' })
    }),
    bind(putTagInterest, async (call) => interestAnswer(await putInterest(call.handles, { ...named(call), interest: call.body }))),
    bind(runTag, async ({ handles, workspace, params }) => {
      const tag = await findTag(handles.db, { workspaceId: workspace.id, id: params.id })
      const row = await runNow(handles, { workspaceId: workspace.id, tagId: tag.id })
      return { jobId: row?.job_id ?? failTagRule('audience.tag_without_rule', { name: tag.name }) }
    }),
    bind(markPeople, async ({ handles, workspace, params, body, actor }) => {
      const { personIds, audienceId, action, value } = body
      const tag = await manualTag(handles.db, { workspaceId: workspace.id, id: params.id })
      const marked = { workspaceId: workspace.id, tag, action, value, by: actor.name }
      if (audienceId !== undefined) return { changed: null, jobId: await markAudience(handles, { ...marked, audienceId }) }
      return { changed: await markNamed(handles, { ...marked, personIds: personIds ?? [] }), jobId: null }
    }),
    bind(whyTag, why),
  ]
}

type TagCall = Pick<Call<typeof putTagRule>, 'handles' | 'workspace' | 'params' | 'actor'>

function named({ workspace, params, actor }: TagCall) {
  return { workspaceId: workspace.id, timeZone: workspace.timeZone, tagId: params.id, by: actor.name }
}

async function rowOf({ handles, workspace, params }: TagCall): Promise<TagRuleRow | undefined> {
  const tag = await findTag(handles.db, { workspaceId: workspace.id, id: params.id })
  return findTagRule(handles.db, { workspaceId: workspace.id, tagId: tag.id })
}

function failNothing(what: { zh: string; en: string }): never {
  return fail('platform.not_found', { what })
}

async function ruleAnswer({ handles, workspace }: TagCall, row: TagRuleRow): Promise<TagRule> {
  const words = await tagRuleWords(handles.db, { workspaceId: workspace.id, timeZone: workspace.timeZone, tagIds: [row.tag_id] })
  if (!row.rule) throw new Error('the tag has no rule')
  return {
    tagId: String(row.tag_id),
    rule: row.rule,
    mode: row.mode === 'live' ? 'live' : 'scheduled',
    every: row.every,
    explanation: words.get(row.tag_id) ?? { zh: '', en: '' },
    ...runsAnswer(row),
  }
}

function interestAnswer(row: TagRuleRow): TagInterest {
  if (!row.interest) throw new Error('the tag has no interest')
  return { tagId: String(row.tag_id), ...row.interest, explanation: interestWords(row.interest), ...runsAnswer(row) }
}

function runsAnswer(row: TagRuleRow) {
  return {
    jobId: row.job_id,
    lastRunAt: row.last_run_at?.toISOString() ?? null,
    lastAdded: row.last_added,
    lastRemoved: row.last_removed,
    lastError: row.last_error,
    nextRunAt: row.mode === 'live' ? null : (row.due_at?.toISOString() ?? null),
    changedAt: row.changed_at.toISOString(),
    changedBy: row.changed_by,
  }
}

async function why(call: Call<typeof whyTag>) {
  const { handles, workspace, params, locale } = call
  const workspaceId = workspace.id
  const tag = await tagNamed(handles.db, { workspaceId, name: params.name })
  const person = await knownPerson(handles.db, { workspaceId, id: params.id })
  const atoms = await knownAtoms(handles, { workspaceId, id: params.id })
  const found = await whyTagOf(handles, callerOf(call), { workspaceId, timeZone: workspace.timeZone, tag, person, atoms })
  return {
    has: found.has,
    since: found.since?.toISOString() ?? null,
    words: wordsIn(found.words, locale),
    rule: found.rule,
    interests: found.interests?.map((one) => ({ ...one, lastAt: new Date(one.lastAt).toISOString() })) ?? null,
  }
}
