/** Why a request does not fit, by field and in both languages. */
import { expect, test } from 'vitest'
import { z } from 'zod'
import { AppError } from '../errors.ts'
import { detailsIn } from '../i18n/error-words.ts'
import type { Locale } from '../i18n/locale.ts'
import { bothWords } from '../i18n/schema-words.ts'
import { readPart } from './read-part.ts'

function misfit(schema: z.ZodType, value: unknown, locale: Locale = 'en') {
  try {
    readPart(schema, { part: 'body', value, locale })
  } catch (error) {
    if (error instanceof AppError) return { code: error.code, ...detailsIn(error.details, locale) } as Record<string, unknown>
    throw error
  }
  return undefined
}

const shape = z.strictObject({
  name: z.string().min(2).max(3).optional(),
  count: z.number().int().min(1).max(9).optional(),
  email: z.email().optional(),
  kind: z.enum(['a', 'b']).optional(),
  steps: z
    .array(z.strictObject({ event: z.string() }))
    .max(2)
    .optional(),
  even: z
    .number()
    .refine((value) => value % 2 === 0, bothWords('须是偶数', 'must be even'))
    .optional(),
  either: z.union([z.string(), z.number()]).optional(),
  code: z
    .string()
    .regex(/^[a-z]+$/)
    .optional(),
})

test.each([
  [{ name: 'x' }, 'name', 'must have at least 2 characters', '长度不能小于 2 个字符'],
  [{ name: 'xxxx' }, 'name', 'must have at most 3 characters', '长度不能大于 3 个字符'],
  [{ name: 1 }, 'name', 'must be text', '须是文本'],
  [{ count: 0 }, 'count', 'must be at least 1', '不能小于 1'],
  [{ count: 10 }, 'count', 'must be at most 9', '不能大于 9'],
  [{ count: 1.5 }, 'count', 'must be a whole number', '须是整数'],
  [{ count: '1' }, 'count', 'must be a number', '须是数字'],
  [{ email: 'x' }, 'email', 'must be an e-mail address', '须是邮箱地址'],
  [{ kind: 'c' }, 'kind', 'must be one of a, b', '须是以下之一：a, b'],
  [{ steps: [{ event: 'a' }, {}] }, 'steps.1.event', 'is missing', '不能缺少'],
  [{ steps: [{ event: 'a', evnt: 1 }] }, 'steps.0.evnt', 'there is no such field', '没有这个字段'],
  [{ steps: [{}, {}, {}] }, 'steps', 'must have at most 2 entries', '个数不能大于 2'],
  [{ even: 3 }, 'even', 'must be even', '须是偶数'],
  [{ either: true }, 'either', 'must be text or a number', '须是文本或数字'],
  [{ code: 'A1' }, 'code', 'must be text that fits /^[a-z]+$/', '须是符合 /^[a-z]+$/ 的文本'],
  [{ extra: 1 }, 'extra', 'there is no such field', '没有这个字段'],
  [undefined, 'body', 'is missing', '不能缺少'],
  ['text', 'body', 'must be an object', '须是对象'],
])('%j is refused at %s: %s', (value, field, en, zh) => {
  const first = (locale: Locale) => {
    const found = misfit(shape, value, locale)
    return [found?.code, found?.field, found?.reason]
  }
  expect(first('en')).toEqual(['platform.invalid', field, en])
  expect(first('zh-CN')).toEqual(['platform.invalid', field, zh])
})

test('all misfits are listed, a bounded number of them', () => {
  expect(misfit(shape, { name: 1, count: 'x' })?.issues).toEqual([
    { field: 'name', reason: 'must be text' },
    { field: 'count', reason: 'must be a number' },
  ])
  const many = z.array(z.number())
  expect(misfit(many, Array<string>(500).fill('x'))?.issues).toHaveLength(20)
})

test('of the alternatives of a union the one followed furthest gives the reason', () => {
  type Rule = { all: Rule[] } | { event: { name: string } }
  const rule: z.ZodType<Rule> = z.union([
    z.strictObject({ all: z.array(z.lazy(() => rule)) }),
    z.strictObject({ event: z.strictObject({ name: z.string() }) }),
  ])
  expect(misfit(rule, { all: [{ event: { name: 'buy' } }, { event: { name: 'buy', cout: 1 } }] })).toMatchObject({
    field: 'all.1.event.cout',
    reason: 'there is no such field',
  })
})

test('without a schema there is nothing to check', () => {
  expect(readPart(undefined, { part: 'body', value: { any: 1 }, locale: 'en' })).toBeUndefined()
})
