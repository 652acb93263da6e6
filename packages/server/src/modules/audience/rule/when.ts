/** When the events of a leaf happened: `within` a duration back from `asOf`, or `from` ≤ t < `to`, and always before `asOf`. */
import type { Words } from '../../../platform/i18n/locale.ts'
import { readMoment } from '../../events/index.ts'
import { momentText } from './phrases.ts'

export interface When {
  readonly within?: string | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
}

/** Milliseconds; `to` is where the leaf itself ends, `asOf` left aside. */
export interface Span {
  readonly from: number | undefined
  readonly to: number | undefined
  /** How long an event counts; undefined: for ever, or between fixed moments. */
  readonly lastsMs: number | undefined
}

const DURATION = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/
const UNITS_MS = [604_800_000, 86_400_000, 3_600_000, 60_000, 1_000] as const

/** Milliseconds of an ISO 8601 duration that the rule's shape let through. */
function durationMs(text: string): number {
  const [, ...parts] = DURATION.exec(text) ?? []
  return UNITS_MS.reduce((sum, unitMs, index) => sum + unitMs * Number(parts[index] ?? 0), 0)
}

/** Throws `events.unreadable_time`. */
export function spanOf(when: When, { asOf, timeZone }: { readonly asOf: number; readonly timeZone: string }): Span {
  const lastsMs = when.within === undefined ? undefined : durationMs(when.within)
  const moment = (field: 'from' | 'to') => (when[field] === undefined ? undefined : readMoment(when[field], { field, timeZone }))
  return { from: lastsMs === undefined ? moment('from') : asOf - lastsMs, to: moment('to'), lastsMs }
}

const SPANS = [
  [86_400_000, { zh: '天', en: 'day' }],
  [3_600_000, { zh: '小时', en: 'hour' }],
  [60_000, { zh: '分钟', en: 'minute' }],
  [1_000, { zh: '秒', en: 'second' }],
] as const

/** 「30 天」, "30 days". */
export function durationWords(spanMs: number): Words {
  const [unitMs, words] = SPANS.find(([unit]) => spanMs % unit === 0 && spanMs >= unit) ?? SPANS[3]
  const count = spanMs / unitMs
  return { zh: `${count} ${words.zh}`, en: `${count} ${words.en}${count === 1 ? '' : 's'}` }
}

/** 「最近 30 天」 / "in the last 30 days"; empty for any time. English stands at the end of its clause. */
export function whenWords(when: When, timeZone: string): Words {
  if (when.within !== undefined) {
    const { zh, en } = durationWords(durationMs(when.within))
    return { zh: `最近 ${zh}`, en: `in the last ${en}` }
  }
  const [from, to] = [when.from, when.to].map((text, index) =>
    text === undefined ? undefined : momentText(readMoment(text, { field: index === 0 ? 'from' : 'to', timeZone }), timeZone),
  )
  if (from && to) return { zh: `${from} 至 ${to}`, en: `from ${from} until ${to}` }
  if (from) return { zh: `${from} 起`, en: `since ${from}` }
  return to ? { zh: `${to} 之前`, en: `before ${to}` } : { zh: '', en: '' }
}
