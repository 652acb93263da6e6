import { ClickHouseError } from '@clickhouse/client'
import { expect, test } from 'vitest'
import { AppError } from '../errors.ts'
import { classifyClickHouseError } from './failures.ts'

const answered = (code: string, type: string) => new ClickHouseError({ message: 'whatever', code, type })

test.each([
  ['27', 'CANNOT_PARSE_INPUT_ASSERTION_FAILED', 'permanent'],
  ['62', 'SYNTAX_ERROR', 'permanent'],
  ['117', 'INCORRECT_DATA', 'permanent'],
  ['202', 'TOO_MANY_SIMULTANEOUS_QUERIES', 'retry'],
  ['252', 'TOO_MANY_PARTS', 'retry'],
  ['243', 'NOT_ENOUGH_SPACE', 'retry'],
  ['159', 'TIMEOUT_EXCEEDED', 'unknown'],
  ['319', 'UNKNOWN_STATUS_OF_INSERT', 'unknown'],
])('ClickHouse’s %s %s is %s', (code, type, kind) => {
  expect(classifyClickHouseError(answered(code, type))).toEqual({ kind, code: Number(code), type })
})

test.each([
  ['ECONNREFUSED', 'retry'],
  ['ENOTFOUND', 'retry'],
  ['ECONNRESET', 'unknown'],
  ['EPIPE', 'unknown'],
])('the network’s %s is %s', (code, kind) => {
  expect(classifyClickHouseError(Object.assign(new Error('x'), { code }))).toEqual({ kind })
})

test('a time-out of the client and what nobody knows are unknown', () => {
  expect(classifyClickHouseError(new Error('Timeout error.'))).toEqual({ kind: 'unknown' })
  expect(classifyClickHouseError('what?')).toEqual({ kind: 'unknown' })
})

test('our own codes: busy and closing pass, bad rows do not', () => {
  expect(classifyClickHouseError(new AppError('clickhouse.busy'))).toEqual({ kind: 'retry' })
  expect(classifyClickHouseError(new AppError('clickhouse.closed'))).toEqual({ kind: 'retry' })
  expect(classifyClickHouseError(new AppError('clickhouse.bad_rows'))).toEqual({ kind: 'permanent' })
})
