/** What an editor says about an unfinished rule, and where. */
import { expect, test } from 'vitest'
import { CallError } from '../../../../api/call-error.ts'
import { isFinished, problemsOf, refusedPath } from './rule-check.ts'

const refusal = (field: string) => new CallError(400, 'request.invalid', 'no', { field })

test('unfinished leaves and empty groups are named by their place', () => {
  const rule = {
    all: [
      { event: { name: 'buy' } },
      { any: [{ not: { event: { name: '' } } }, { trait: { name: 'city', op: 'eq', value: '' } }, { any: [] }] },
      { value: {} },
    ],
  }
  expect([...problemsOf(rule)]).toEqual([
    ['1.0', { kind: 'unfinished', op: 'event' }],
    ['1.2', { kind: 'emptyGroup' }],
    ['2', expect.objectContaining({ kind: 'said', zh: expect.stringContaining('intent') })],
  ])
  expect([isFinished(rule), isFinished({ all: [] }), isFinished({ event: { name: 'buy' } })]).toEqual([false, false, true])
})

test('a refusal of the server leads to the leaf', () => {
  const rule = { all: [] }
  expect(refusedPath(rule, refusal('body.rule.all[1].any[0].not.event.where[2].value'))).toBe('1.0')
  expect(refusedPath(rule, refusal('rule.all[3].trait'))).toBe('3')
  expect(refusedPath({ not: {} }, refusal('body.rule.not.any[1].event'))).toBe('0.1')
  expect([refusedPath(rule, refusal('body.name')), refusedPath(rule, null)]).toEqual([undefined, undefined])
})
