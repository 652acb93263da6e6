/** Small pieces that sentences about rules are made of. */
import type { Words } from '../../../platform/i18n/locale.ts'
import { type Condition, standardEvents } from '../../events/contract.ts'

/** Values named in a sentence; the rest are counted. */
const MAX_LISTED = 10

function same(text: string): Words {
  return { zh: text, en: text }
}

/** A piece of Chinese text with a space on each side where it begins or ends with a letter or digit of Latin writing. */
export function padded(zh: string): string {
  return `${/^[\x21-\x7e≤≥]/.test(zh) ? ' ' : ''}${zh}${/[\x21-\x7e]$/.test(zh) ? ' ' : ''}`
}

export function joined(parts: readonly Words[], between: Words): Words {
  return { zh: parts.map(({ zh }) => zh).join(between.zh), en: parts.map(({ en }) => en).join(between.en) }
}

/** 「上海、杭州」, "上海, 杭州". */
export function listed(values: readonly string[]): Words {
  const rest = values.length - MAX_LISTED
  const shown = values.slice(0, MAX_LISTED)
  return {
    zh: `${shown.join('、')}${rest > 0 ? ` 等 ${values.length} 个` : ''}`,
    en: `${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`,
  }
}

const eventWords: ReadonlyMap<string, Words> = new Map(
  Object.values(standardEvents)
    .flat()
    .map(({ name, words }) => [name, words]),
)

/** 「“购买”(buy)」: the standard name in words and the name itself, which tells apart what reads the same. */
export function eventNamed(name: string): Words {
  const words = eventWords.get(name)
  return words ? { zh: `“${words.zh}”（${name}）`, en: `“${words.en}” (${name})` } : { zh: `“${name}”`, en: `“${name}”` }
}

/** `2026-03-01 08:30` in the zone. */
export function momentText(epochMs: number, timeZone: string): string {
  return new Date(epochMs).toLocaleString('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' })
}

/** How one value is compared: 「≥ 100」, 「是 上海、杭州 之一」. Texts stand in quotes. */
export function conditionWords(condition: Pick<Condition, 'op'> & { readonly value: unknown }): Words {
  const { op, value } = condition
  const values = listed((Array.isArray(value) ? value : [value]).map(shown))
  switch (op) {
    case 'eq':
      return { zh: `是${padded(values.zh).trimEnd()}`, en: `is ${values.en}` }
    case 'ne':
      return { zh: `不是${padded(values.zh).trimEnd()}`, en: `is not ${values.en}` }
    case 'in':
      return { zh: `是${padded(values.zh)}之一`, en: `is one of ${values.en}` }
    case 'nin':
      return { zh: `不是${padded(values.zh)}中任何一个`, en: `is none of ${values.en}` }
    case 'contains':
      return { zh: `含有${padded(values.zh).trimEnd()}`, en: `contains ${values.en}` }
    case 'exists':
      return value ? { zh: '有值', en: 'is there' } : { zh: '没有值', en: 'is missing' }
    default:
      return same(`${SIGNS[op]} ${values.en}`)
  }
}

const SIGNS = { gt: '>', gte: '≥', lt: '<', lte: '≤' } as const

function shown(value: unknown): string {
  return typeof value === 'string' ? `“${value}”` : String(value)
}
