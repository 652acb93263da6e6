/** Answers the calls about welcomes. */
import { type Binding, bind, type Call } from '../../../../platform/http/bind.ts'
import { readTime } from '../../../../platform/time-zone.ts'
import { type Corp, corpOfWorkspace } from '../connection/corps.ts'
import { inOrder, verdicts } from './choose.ts'
import {
  addWelcomeRule,
  deleteWelcomeRule,
  listWelcomeRules,
  previewWelcome,
  putWelcomeRule,
  readWelcomeFigures,
  restoreWelcomeRule,
  type WelcomeRule,
} from './contract.ts'
import { latestDelays, welcomeFigures } from './figures.ts'
import { staffName } from './names.ts'
import { filledText } from './placeholders.ts'
import { deleteRule, insertRule, restoreRule, rulesOf, type StoredRule, updateRule } from './rules.ts'
import { tagIdsOf } from './tags.ts'
import { ruleWords, VERDICT_WORDS } from './words.ts'

const targetFields = ['corpId', 'id']

export function welcomeRoutes(): Binding[] {
  return [
    bind(listWelcomeRules, async (call) => {
      const rules = await rulesOf(call.handles.db, await corpOf(call))
      return { items: inOrder(rules).map(shownRule) }
    }),
    bind(
      addWelcomeRule,
      async (call) => {
        const { handles, workspace, body, actor } = call
        const corp = await corpOf(call)
        const tagIds = await tagIdsOf(handles.db, { workspaceId: workspace.id, tags: body.tags })
        return shownRule(await insertRule(handles, { corp, rule: body, tagIds, by: actor.name }))
      },
      { targetFields },
    ),
    bind(
      putWelcomeRule,
      async (call) => {
        const { handles, workspace, params, body, actor } = call
        const corp = await corpOf(call)
        const tagIds = await tagIdsOf(handles.db, { workspaceId: workspace.id, tags: body.tags })
        return shownRule(await updateRule(handles, { corp, id: params.id, rule: body, tagIds, by: actor.name }))
      },
      { targetFields },
    ),
    bind(
      deleteWelcomeRule,
      async (call) => {
        await deleteRule(call.handles, { corp: await corpOf(call), id: call.params.id })
        return { deleted: true }
      },
      { targetFields },
    ),
    bind(restoreWelcomeRule, async (call) => shownRule(await restoreRule(call.handles, { corp: await corpOf(call), id: call.params.id })), {
      targetFields,
    }),
    bind(previewWelcome, preview),
    bind(readWelcomeFigures, async (call) => {
      const corp = await corpOf(call)
      const rows = await welcomeFigures(call.handles.db, { corp, ...call.query })
      const latest = await latestDelays(call.handles, { corp })
      return {
        items: rows.map(({ day, rule_id, outcome, welcomes, took_ms_sum }) => ({
          day,
          ruleId: rule_id === 0 ? null : String(rule_id),
          outcome,
          welcomes,
          meanMs: Math.round(took_ms_sum / welcomes),
        })),
        latest: latest ?? null,
      }
    }),
  ]
}

type CorpCall = Pick<Call<typeof listWelcomeRules>, 'handles' | 'workspace' | 'params'>

function corpOf({ handles, workspace, params }: CorpCall): Promise<Corp> {
  return corpOfWorkspace(handles.db, { workspaceId: workspace.id, corpId: params.corpId })
}

async function preview(call: Call<typeof previewWelcome>) {
  const { handles, workspace, body } = call
  const corp = await corpOf(call)
  const now = handles.clocks.business.now()
  const at = body.at === undefined ? now : (readTime(body.at, workspace.timeZone) ?? now)
  const newcomer = { userId: body.userId, channelState: body.state, at, timeZone: workspace.timeZone }
  const judged = verdicts(await rulesOf(handles.db, corp), newcomer)
  const rule = judged.find(({ verdict }) => verdict === 'chosen')?.rule
  const names = { nickname: body.nickname, staff: await staffName(handles.db, { corp, userId: body.userId }) }
  return {
    at: new Date(at).toISOString(),
    id: rule ? String(rule.id) : null,
    text: rule ? filledText(rule.text, names) : '',
    attachments: [...(rule?.attachments ?? [])],
    tags: (rule?.tagIds ?? []).map(String),
    rules: judged.map(({ rule: { id, name }, verdict }) => ({ id: String(id), name, verdict, words: VERDICT_WORDS[verdict] })),
  }
}

function shownRule(rule: StoredRule): WelcomeRule {
  return {
    id: String(rule.id),
    name: rule.name,
    on: rule.isOn,
    channelStates: [...rule.channelStates],
    userIds: [...rule.userIds],
    hours: [...rule.hours],
    text: rule.text,
    attachments: [...rule.attachments],
    tags: rule.tagIds.map(String),
    explanation: ruleWords(rule),
    changedAt: rule.changedAt.toISOString(),
    changedBy: rule.changedBy,
  }
}
