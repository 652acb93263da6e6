/** How charts of events are counted, in words. */
import type { Words } from '../../platform/i18n/locale.ts'
import type { Measure } from './series.ts'

/** What every figure of events is counted from. */
export const EVENTS_SOURCE = 'events'

const UNITS = {
  hour: { zh: '小时', en: 'hour' },
  day: { zh: '天', en: 'day' },
  week: { zh: '周（周一起）', en: 'week (from Monday)' },
  month: { zh: '月', en: 'month' },
} as const

/** One sentence for a chart: what is counted, per what, in which zone. */
export function seriesCountedAs(
  input: { readonly names: readonly string[]; readonly measure: Measure; readonly unit: keyof typeof UNITS },
  timeZone: string,
): Words {
  const unit = UNITS[input.unit]
  const [zhNames, enNames] = [input.names.join('、'), input.names.join(', ')]
  const range = { zh: `按${unit.zh}、${timeZone} 时间`, en: `per ${unit.en} in ${timeZone} time` }
  if (input.measure.kind === 'count') return { zh: `${zhNames} 事件的次数，${range.zh}`, en: `Number of events ${enNames}, ${range.en}` }
  if (input.measure.kind === 'persons')
    return {
      zh: `做过 ${zhNames} 的去重人数，${range.zh}；合计中每人只算一次`,
      en: `Distinct people who did ${enNames}, ${range.en}; in the total each counts once`,
    }
  return {
    zh: `${zhNames} 事件 ${input.measure.property} 的合计，${range.zh}`,
    en: `Sum of ${input.measure.property} over events ${enNames}, ${range.en}`,
  }
}
