import { expect, test } from 'vitest'
import type { Endpoint } from '../../packages/server/src/platform/contract.ts'
import { treeOf } from '../tree.ts'
import { declarationFindings, endpointsRule, untested } from './endpoints.ts'

const good: Endpoint = {
  name: 'events.count',
  method: 'GET',
  path: '/events/count',
  access: 'events.read',
  summary: { zh: '数事件', en: 'Counts events' },
  response: {} as Endpoint['response'],
}

const made = (changes: Partial<Endpoint>): Endpoint => ({ ...good, ...changes })

test('a well declared endpoint', () => {
  expect(declarationFindings([good])).toEqual([])
})

test('what a declaration can get wrong', () => {
  const found = declarationFindings([
    good,
    made({ name: 'count' }),
    made({ name: 'events.a', path: '/Events/{id}' }),
    made({ name: 'events.b', path: '/b', access: 'anybody' as 'public' }),
    made({ name: 'events.c', path: '/c', summary: { zh: 'count', en: '数' } }),
    made({ path: '/events/:id' }),
    made({ name: 'events.d', path: '/events/:other' }),
  ])
  expect(found.map(({ says }) => says.slice(0, 28))).toEqual([
    expect.stringMatching(/^count: the name/),
    expect.stringMatching(/^count: GET/),
    expect.stringMatching(/^events.a: the path/),
    expect.stringMatching(/^events.b: the access/),
    expect.stringMatching(/^events.c: the summary/),
    expect.stringMatching(/^events.c: the summary/),
    expect.stringMatching(/^events.count: the name is/),
    expect.stringMatching(/^events.d: GET/),
  ])
})

const CONTRACT = 'packages/server/src/modules/events/contract.ts'
const isTested = (endpoint: Endpoint, text: string) =>
  untested(treeOf({ 'packages/server/src/modules/events/a.test.ts': text }), [{ path: CONTRACT, exportedAs: 'countEvents', endpoint }])
    .length === 0

test.each([
  [`import { countEvents } from './contract.ts'\nawait caller.call(countEvents, { query })`, true],
  [`import { countEvents } from './contract.ts'\ncountEvents.response.parse({})`, false],
  [`import { countEvents } from './other.ts'\nawait caller.call(countEvents)`, false],
  [`call('events.count')`, true],
  ['// GET /events/count', true],
  [`inject({ url: '/api/v1/events/count?name=buy' })`, true],
  [`inject({ url: '/api/v1/events/counts' })`, false],
  [`inject({ url: '/api/v1/events/count/more' })`, false],
  [`const name = 'events.counts'`, false],
])('a test with %s: %s', (text, expected) => {
  expect(isTested(good, text)).toBe(expected)
})

test('parameters in the path, and methods', () => {
  const unmerge = made({ name: 'identity.unmerge', method: 'POST', path: '/persons/:id/unmerge' })
  expect(isTested(unmerge, `inject({ method: "POST", url: \`/api/v1/persons/\${person.id}/unmerge\` })`)).toBe(true)
  expect(isTested(unmerge, `inject({ method: 'POST', url: '/api/v1/persons/7/unmerge' })`)).toBe(true)
  expect(isTested(unmerge, `inject({ url: \`/api/v1/persons/\${person.id}/unmerge\` })`)).toBe(false)
  expect(isTested(unmerge, `inject({ method: 'POST', url: '/api/v1/persons/7/merge' })`)).toBe(false)
})

test('a tree without the list', async () => {
  expect(await endpointsRule.check(treeOf({}))).toHaveLength(1)
})
