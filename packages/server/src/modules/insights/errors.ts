/** Error codes of figures. */
import { type ErrorTable, failer } from '../../platform/errors.ts'

export const insightsErrors = {
  'insights.rule_not_supported': {
    status: 422,
    zh: '还不能按人群规则筛选：去掉 rule 再试',
    en: 'Figures cannot be narrowed by an audience rule yet; leave rule out',
  },
  'insights.steps_overlap': {
    status: 422,
    zh: '步骤 {steps} 都是事件“{event}”且条件可能同时成立，这样的步骤最多 {limit} 个：请让条件互斥或减少步骤',
    en: 'Steps {steps} are all the event “{event}” with conditions that can hold together; at most {limit} such steps: make them exclude each other or use fewer',
  },
  'insights.no_such_step': { status: 400, zh: '漏斗没有第 {step} 步', en: 'The funnel has no step {step}' },
  'insights.no_such_cell': { status: 400, zh: '留存表没有这一格', en: 'The retention table has no such cell' },
  'insights.too_many_cohorts': {
    status: 400,
    zh: '时间范围太长：按这个单位最多 {limit} 组，请缩短范围或换大一点的单位',
    en: 'The range is too long: at most {limit} cohorts of this unit; shorten it or take a larger unit',
  },
} as const satisfies ErrorTable

export const failInsights = failer(insightsErrors)
