/** Sentences of error codes. */
import { expect, test } from 'vitest'
import { platformErrors } from '../errors.ts'
import { detailsIn, errorSentence, fillWords } from './error-words.ts'

test('details fill the sentence of each language', () => {
  const details = { permission: 'events.read' }
  expect(errorSentence(platformErrors, 'platform.forbidden', details, 'zh-CN')).toBe('没有权限：需要 events.read')
  expect(errorSentence(platformErrors, 'platform.forbidden', details, 'en')).toBe('Not allowed: this needs events.read')
})

test('a detail in both languages becomes the one asked for', () => {
  const details = { what: { zh: '这个会话', en: 'This session' }, other: { zh: 1, en: 2 }, more: { zh: 'a', en: 'b', fr: 'c' } }
  expect(detailsIn(details, 'en')).toEqual({ ...details, what: 'This session' })
  expect(detailsIn(details, 'zh-CN').what).toBe('这个会话')
})

test('missing details and long ones keep the sentence a sentence', () => {
  expect(fillWords('a {b} c', {})).toBe('a ? c')
  expect(fillWords('{b}', { b: 'x'.repeat(1000) }).length).toBeLessThan(300)
})

test('what a value holds is not filled in again', () => {
  expect(fillWords('{a} {b}', { a: '{b}', b: 'secret' })).toBe('{b} secret')
})

test('a code that no table knows is its own sentence, inherited names included', () => {
  expect(errorSentence(platformErrors, 'other.code', {}, 'en')).toBe('other.code')
  expect(errorSentence(platformErrors, 'constructor', {}, 'en')).toBe('constructor')
})
