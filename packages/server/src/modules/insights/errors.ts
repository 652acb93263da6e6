/** Error codes of figures. */
import { type ErrorTable, failer } from '../../platform/errors.ts'

export const insightsErrors = {
  'insights.no_such_step': { status: 400, zh: '漏斗没有第 {step} 步', en: 'The funnel has no step {step}' },
  'insights.no_such_cell': { status: 400, zh: '留存表没有这一格', en: 'The retention table has no such cell' },
  'insights.too_many_cohorts': {
    status: 400,
    zh: '时间范围太长：按这个单位最多 {limit} 组，请缩短范围或换大一点的单位',
    en: 'The range is too long: at most {limit} cohorts of this unit; shorten it or take a larger unit',
  },
  'insights.rfm_without_bounds': {
    status: 400,
    zh: '按固定界值打分需要 bounds，或先在分层设置里设定',
    en: 'Scoring by fixed bounds needs bounds, or bounds in the settings of the tiers',
  },
  'insights.no_such_period': { status: 400, zh: '流动里没有第 {period} 段', en: 'The flow has no period {period}' },
} as const satisfies ErrorTable

export const failInsights = failer(insightsErrors)
