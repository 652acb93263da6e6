/** Error codes of counting and reading events. */
import { type ErrorTable, failer } from '../../platform/errors.ts'

export const eventErrors = {
  'events.unreadable_time': {
    status: 400,
    zh: '{field} 不是时间：请写成 2026-11-22、2026-11-22 08:30 或带时区的 ISO 8601',
    en: '{field} is not a time: write 2026-11-22, 2026-11-22 08:30 or ISO 8601 with a zone',
  },
  'events.empty_range': { status: 400, zh: 'to 必须晚于 from', en: 'to must be later than from' },
  'events.too_many_periods': {
    status: 400,
    zh: '时间范围太长：按这个单位最多 {limit} 段，请缩短范围或换大一点的单位',
    en: 'The range is too long: at most {limit} periods of this unit; shorten it or take a larger unit',
  },
  'events.steps_overlap': {
    status: 422,
    zh: '步骤 {steps} 都是事件“{event}”且条件可能同时成立，这样的步骤最多 {limit} 个：请让条件互斥或减少步骤',
    en: 'Steps {steps} are all the event “{event}” with conditions that can hold together; at most {limit} such steps: make them exclude each other or use fewer',
  },
} as const satisfies ErrorTable

export const failEvents = failer(eventErrors)
