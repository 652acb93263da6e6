/** How a call becomes an address, and how a refusal is read. */
import { endpoint } from '@liuchi/server/platform/contract'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { addressOf } from './call.ts'
import { callErrorFrom, FOREIGN_ANSWER_CODE, isSignedOut } from './call-error.ts'

const listEvents = endpoint({
  name: 'things.events',
  method: 'GET',
  path: '/things/:id/events',
  access: 'signedIn',
  summary: { zh: '事件', en: 'Events' },
  params: z.object({ id: z.string() }),
  query: z.object({ name: z.array(z.string()).optional(), limit: z.number().optional() }),
  response: z.object({}),
})

test('parameters are filled in and escaped, absent values left out, lists repeated', () => {
  expect(addressOf(listEvents, { params: { id: 'a/b c' }, query: { name: ['buy', '浏览'], limit: 5 } })).toBe(
    '/api/v1/things/a%2Fb%20c/events?name=buy&name=%E6%B5%8F%E8%A7%88&limit=5',
  )
  expect(addressOf(listEvents, { params: { id: '1' } })).toBe('/api/v1/things/1/events')
})

test('an error carries the code and words of the server; anything else says it was not ours', () => {
  const error = callErrorFrom(401, { error: { code: 'platform.unauthenticated', message: '请先登录', details: { a: 1 } } })
  expect([error.code, error.message, error.details, isSignedOut(error)]).toEqual(['platform.unauthenticated', '请先登录', { a: 1 }, true])
  expect(callErrorFrom(502, undefined).code).toBe(FOREIGN_ANSWER_CODE)
})
