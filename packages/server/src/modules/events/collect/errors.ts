/** Error codes of collecting. */
import { type ErrorTable, failer } from '../../../platform/errors.ts'

export const collectErrors = {
  'events.overloaded': {
    status: 429,
    zh: '事件太多，暂时收不下，请在 {retryAfterSeconds} 秒后重试',
    en: 'Too many events at the moment; try again in {retryAfterSeconds} seconds',
  },
  'events.store_away': {
    status: 503,
    zh: '事件没有存下：存储不可用，请重试',
    en: 'The events were not stored: a store is away; try again',
  },
  'events.slot_away': {
    status: 503,
    zh: '事件没有存下：负责其中一部分的进程正在更替，请在 {retryAfterSeconds} 秒后重试',
    en: 'The events were not stored: the process that decides about some of them is being replaced; try again in {retryAfterSeconds} seconds',
  },
  'events.slot_moved': { status: 409, zh: '这些事件由另一个进程负责', en: 'Another process decides about these events' },
  'events.unstorable': { status: 422, zh: '{field} 无法存储：{reason}', en: '{field} cannot be stored: {reason}' },
} as const satisfies ErrorTable

export type CollectErrorCode = keyof typeof collectErrors

export const failCollect = failer(collectErrors)
