/** Figures and notices over HTTP. */
import { fail } from '../../platform/errors.ts'
import { type Binding, bind, type Call } from '../../platform/http/bind.ts'
import { amongRule } from '../audience/index.ts'
import { callerOf, EVENTS_SOURCE, readClosedRange, readMoment, readRange, type StepsQuestion } from '../events/index.ts'
import { clvRoutes } from './clv/routes.ts'
import {
  dismissNotice,
  listNotices,
  personSummary,
  readFunnel,
  readFunnelPeople,
  readOverview,
  readRepurchase,
  readRepurchasePeople,
  readRetention,
  readRetentionPeople,
} from './contract.ts'
import { failInsights } from './errors.ts'
import * as funnel from './funnel/funnel.ts'
import * as notices from './notices.ts'
import * as overview from './overview.ts'
import { poolRoutes } from './pool/routes.ts'
import * as repurchase from './repurchase.ts'
import * as retention from './retention.ts'
import { readSummary } from './summary.ts'
import { tierFigureRoutes } from './tiers/routes.ts'
import { funnelWords, repurchaseWords, retentionWords } from './words.ts'

/** The bindings of this module. */
export function insightsRoutes(): Binding[] {
  return [
    bind(readFunnel, answerFunnel),
    bind(readFunnelPeople, answerFunnelPeople),
    bind(readRetention, answerRetention),
    bind(readRetentionPeople, answerRetentionPeople),
    bind(readRepurchase, answerRepurchase),
    bind(readRepurchasePeople, (call) => repurchase.readRepurchasePeople(callerOf(call), repurchaseQuestion(call), call.body)),
    bind(readOverview, answerOverview),
    bind(personSummary, (call) => {
      const { id: workspaceId, timeZone } = call.workspace
      return readSummary(call.handles, callerOf(call), { workspaceId, timeZone, id: call.params.id })
    }),
    bind(listNotices, ({ handles, workspace, query }) => notices.listNoticesPage(handles.db, { workspaceId: workspace.id, ...query })),
    bind(dismissNotice, answerDismissal),
    ...poolRoutes(),
    ...clvRoutes(),
    ...tierFigureRoutes(),
  ]
}

type WorkspaceCall = Pick<Call<typeof readFunnel>, 'handles' | 'workspace'>

/** Where the numbers come from and when they were counted. */
function counted(call: WorkspaceCall) {
  return { source: EVENTS_SOURCE, computedAt: new Date(call.handles.clocks.business.now()).toISOString() }
}

async function funnelQuestion({ handles, body, workspace }: Call<typeof readFunnel> | Call<typeof readFunnelPeople>) {
  const { steps, order, windowSeconds, rule } = body
  const { id: workspaceId, timeZone } = workspace
  const range = readRange(body, timeZone)
  const among = await amongRule(handles, { workspaceId, timeZone, asOf: handles.clocks.business.now(), rule })
  const question: StepsQuestion = { workspaceId, steps, order, windowMs: windowSeconds * 1000, ...range, among: among?.condition }
  return { question, ruleWords: among?.words }
}

async function answerFunnel(call: Call<typeof readFunnel>) {
  const { question, ruleWords } = await funnelQuestion(call)
  const { breakdown, withMedians } = call.body
  const steps = await funnel.readFunnel(callerOf(call), { ...question, withMedians })
  const lines = breakdown && (await funnel.readFunnelBreakdown(callerOf(call), { ...question, breakdown }, steps))
  return { steps, ...(lines && { breakdown: lines }), countedAs: funnelWords(question, ruleWords), ...counted(call) }
}

async function answerFunnelPeople(call: Call<typeof readFunnelPeople>) {
  const { question } = await funnelQuestion(call)
  if (call.body.step > question.steps.length) failInsights('insights.no_such_step', { step: call.body.step })
  return funnel.readFunnelPeople(callerOf(call), question, call.body)
}

function retentionQuestion(call: Call<typeof readRetention> | Call<typeof readRetentionPeople>): retention.RetentionQuestion {
  const { id: workspaceId, timeZone } = call.workspace
  const { start, return: back, unit, periods, mode, cohort } = call.body
  const range = readClosedRange(call.body, timeZone)
  return { workspaceId, timeZone, start, return: back, unit, periods, mode, cohort, ...range, asOf: asOf(call, call.body.asOf) }
}

async function answerRetention(call: Call<typeof readRetention>) {
  const question = retentionQuestion(call)
  const table = await retention.readRetention(callerOf(call), question)
  return { ...table, countedAs: retentionWords(question), ...counted(call) }
}

async function answerRetentionPeople(call: Call<typeof readRetentionPeople>) {
  const { cohortStart, period, which, limit, cursor } = call.body
  const cohortAt = readMoment(cohortStart, { field: 'cohortStart', timeZone: call.workspace.timeZone })
  return retention.readRetentionPeople(callerOf(call), retentionQuestion(call), { cohortAt, period, which, limit, cursor })
}

function repurchaseQuestion(call: Call<typeof readRepurchase> | Call<typeof readRepurchasePeople>): repurchase.RepurchaseQuestion {
  const { id: workspaceId, timeZone } = call.workspace
  return { workspaceId, timeZone, withinDays: call.body.withinDays, asOf: asOf(call, call.body.asOf) }
}

async function answerRepurchase(call: Call<typeof readRepurchase>) {
  const question = repurchaseQuestion(call)
  const figure = await repurchase.readRepurchase(callerOf(call), question)
  return { ...figure, countedAs: repurchaseWords(question), ...counted(call) }
}

async function answerOverview(call: Call<typeof readOverview>) {
  const { id: workspaceId, timeZone } = call.workspace
  const now = asOf(call, call.query.asOf)
  const [figures, ever] = await Promise.all([
    overview.readOverview(callerOf(call), { workspaceId, timeZone, now }),
    overview.readExtent(callerOf(call), workspaceId),
  ])
  return { figures, ever, ...counted(call) }
}

async function answerDismissal({ handles, workspace, actor, params }: Call<typeof dismissNotice>) {
  const at = new Date(handles.clocks.business.now())
  const notice = await notices.dismissNotice(handles.db, { workspaceId: workspace.id, id: Number(params.id), by: actor.name, at })
  return notice ?? fail('platform.not_found', { what: { zh: '这条通知', en: 'This notice' } })
}

function asOf(call: WorkspaceCall, text: string | undefined): number {
  return text === undefined ? call.handles.clocks.business.now() : readMoment(text, { field: 'asOf', timeZone: call.workspace.timeZone })
}
