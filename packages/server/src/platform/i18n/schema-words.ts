/** Why a value did not fit its schema, in the language of the request: zod's own words name types, ours name what to do. */
import type { z } from 'zod'
import { type Locale, type Words, wordsIn } from './locale.ts'

type Issue = z.core.$ZodIssue

const TYPE_WORDS: Readonly<Record<string, Words>> = {
  string: { zh: '文本', en: 'text' },
  number: { zh: '数字', en: 'a number' },
  int: { zh: '整数', en: 'a whole number' },
  boolean: { zh: 'true 或 false', en: 'true or false' },
  array: { zh: '数组', en: 'a list' },
  object: { zh: '对象', en: 'an object' },
  record: { zh: '对象', en: 'an object' },
  date: { zh: '时间', en: 'a time' },
  null: { zh: 'null', en: 'null' },
}

const FORMAT_WORDS: Readonly<Record<string, Words>> = {
  email: { zh: '邮箱地址', en: 'an e-mail address' },
  url: { zh: '网址', en: 'a web address' },
  uuid: { zh: 'UUID', en: 'a UUID' },
  datetime: { zh: 'ISO 8601 时间', en: 'an ISO 8601 time' },
  date: { zh: 'ISO 8601 日期', en: 'an ISO 8601 date' },
  time: { zh: 'ISO 8601 时刻', en: 'an ISO 8601 time of day' },
  duration: { zh: 'ISO 8601 时长', en: 'an ISO 8601 duration' },
  json_string: { zh: 'JSON', en: 'JSON' },
}

/** `schema.refine(check, bothWords('…', '…'))`: the reason of a rule of our own, in both languages. */
export function bothWords(zh: string, en: string): { params: Words } {
  return { params: { zh, en } }
}

/** The reason as one short clause, to stand after the name of the field. */
export function issueReason(issue: Issue, locale: Locale): string {
  return wordsIn(reasonOf(issue), locale)
}

function reasonOf(issue: Issue): Words {
  switch (issue.code) {
    case 'invalid_type':
      return typeReason(issue)
    case 'too_small':
      return boundReason(issue.origin, issue.minimum, issue.inclusive !== false ? 'least' : 'above')
    case 'too_big':
      return boundReason(issue.origin, issue.maximum, issue.inclusive !== false ? 'most' : 'below')
    case 'invalid_format':
      return expected(FORMAT_WORDS[issue.format] ?? formatWords(issue))
    case 'invalid_value':
      return oneOf(issue.values.map(String))
    case 'unrecognized_keys':
      return { zh: '没有这个字段', en: 'there is no such field' }
    case 'not_multiple_of':
      return { zh: `须是 ${issue.divisor} 的倍数`, en: `must be a multiple of ${issue.divisor}` }
    case 'custom':
      return customReason(issue)
    case 'invalid_union':
      return unionReason(issue)
    default:
      return { zh: '不符合要求', en: 'is not allowed here' }
  }
}

function typeReason(issue: z.core.$ZodIssueInvalidType): Words {
  if (issue.input === undefined) return { zh: '不能缺少', en: 'is missing' }
  return expected(TYPE_WORDS[issue.expected] ?? { zh: issue.expected, en: issue.expected })
}

function expected(what: Words): Words {
  return { zh: `须是${spaced(what.zh)}`, en: `must be ${what.en}` }
}

/** A space between Chinese and Latin letters, as the rest of the product writes it. */
function spaced(text: string): string {
  return /^[\x20-\x7e]/.test(text) ? ` ${text}` : text
}

const BOUNDS = {
  least: { zh: '不能小于', en: 'at least' },
  above: { zh: '须大于', en: 'more than' },
  most: { zh: '不能大于', en: 'at most' },
  below: { zh: '须小于', en: 'less than' },
} as const

function boundReason(origin: string, bound: number | bigint, side: keyof typeof BOUNDS): Words {
  const { zh, en } = BOUNDS[side]
  if (origin === 'string') return { zh: `长度${zh} ${bound} 个字符`, en: `must have ${en} ${bound} characters` }
  if (origin === 'array' || origin === 'set' || origin === 'object')
    return { zh: `个数${zh} ${bound}`, en: `must have ${en} ${bound} entries` }
  return { zh: `${zh} ${bound}`, en: `must be ${en} ${bound}` }
}

function formatWords(issue: z.core.$ZodIssueInvalidStringFormat): Words {
  const pattern = 'pattern' in issue && typeof issue.pattern === 'string' ? ` ${issue.pattern}` : ` ${issue.format}`
  return { zh: `符合${pattern} 的文本`, en: `text that fits${pattern}` }
}

const MAX_VALUES_NAMED = 20

function oneOf(values: readonly string[]): Words {
  const named = values.slice(0, MAX_VALUES_NAMED).join(', ')
  return { zh: `须是以下之一：${named}`, en: `must be one of ${named}` }
}

function customReason(issue: z.core.$ZodIssueCustom): Words {
  const { zh, en } = issue.params ?? {}
  if (typeof zh === 'string' && typeof en === 'string') return { zh, en }
  return { zh: issue.message, en: issue.message }
}

function unionReason(issue: z.core.$ZodIssueInvalidUnion): Words {
  const first = issue.errors[0]?.[0]
  const alternatives = issue.errors.map((branch) => branch[0])
  if (first && alternatives.every((other) => other?.code === 'invalid_type' && other.path.length === 0)) {
    const reasons = alternatives.map((other) => TYPE_WORDS[(other as z.core.$ZodIssueInvalidType).expected])
    if (reasons.every((reason) => reason !== undefined))
      return expected({ zh: reasons.map(({ zh }) => zh).join('或'), en: reasons.map(({ en }) => en).join(' or ') })
  }
  return { zh: '不是任何一种允许的形式', en: 'fits none of the allowed forms' }
}
