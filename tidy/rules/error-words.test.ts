import { expect, test } from 'vitest'
import { doubles, wordFindings } from './error-words.ts'

const good = { status: 400, zh: '{field} 不对', en: '{field} is wrong' } as const

test('a code with its words in both languages', () => {
  expect(wordFindings('packages/server/src/modules/events/wire/errors.ts', { 'events.wrong': good })).toEqual([])
})

test('missing words, other holes, odd codes and other modules’ codes', () => {
  const path = 'packages/server/src/modules/events/errors.ts'
  const found = wordFindings(path, {
    'events.a': { ...good, zh: 'wrong {field}' },
    'events.b': { ...good, en: '' },
    'events.c': { ...good, en: '{name} is wrong' },
    'events.NotSnake': good,
    'identity.wrong': good,
  })
  expect(found.map(({ says }) => says.split(' ')[0])).toEqual([
    'events.a',
    'events.b',
    'events.b',
    'events.c',
    'events.NotSnake',
    'identity.wrong',
  ])
})

test('a code declared twice', () => {
  const table = (path: string) => ({ path, kinds: { 'events.wrong': good } })
  expect(doubles([table('a/errors.ts'), table('b/errors.ts')])).toEqual([
    { path: 'b/errors.ts', says: 'events.wrong is declared in a/errors.ts already' },
  ])
})
