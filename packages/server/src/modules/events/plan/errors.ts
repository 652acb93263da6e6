import { type ErrorTable, failer } from '../../../platform/errors.ts'
import type { Words } from '../../../platform/i18n/locale.ts'
import type { Violation } from './contract.ts'

export const planErrors = {
  'events.unknown_event': { status: 404, zh: '没有见过也没有声明过事件 {name}', en: 'The event {name} was neither seen nor declared' },
  'events.declared_twice': { status: 422, zh: '属性 {property} 声明了两次', en: 'The property {property} is declared twice' },
  'events.not_as_declared': {
    status: 422,
    zh: '事件与埋点方案不符：{property} {reason}',
    en: 'The event does not keep to the tracking plan: {property} {reason}',
  },
} as const satisfies ErrorTable

export const fail = failer(planErrors)

/** How an event departs from its declaration, to stand behind the name of the property. */
export const violationWords: Readonly<Record<Violation, Words>> = {
  missing_property: { zh: '缺失', en: 'is missing' },
  wrong_type: { zh: '类型不对', en: 'has the wrong type' },
  undeclared_property: { zh: '没有声明', en: 'is not declared' },
}
