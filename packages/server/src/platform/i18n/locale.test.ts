/** The language of a request. */
import { expect, test } from 'vitest'
import { localeFromHeader } from './locale.ts'

test.each([
  ['zh-CN', 'zh-CN'],
  ['zh', 'zh-CN'],
  ['zh-TW,zh;q=0.9', 'zh-CN'],
  ['en-GB,en;q=0.9', 'en'],
  ['fr, en;q=0.5, zh;q=0.9', 'zh-CN'],
  ['en;q=0.8,zh;q=0.8', 'en'],
  ['en;q=0, zh;q=0.1', 'zh-CN'],
  ['EN', 'en'],
  ['*', undefined],
  ['fr', undefined],
  ['', undefined],
  ['en;q=banana', undefined],
  [undefined, undefined],
])('%s asks for %s', (header, locale) => {
  expect(localeFromHeader(header)).toBe(locale)
})

test('only the first entries of an endless header are read', () => {
  expect(localeFromHeader(`${'fr,'.repeat(1000)}en`)).toBeUndefined()
})
