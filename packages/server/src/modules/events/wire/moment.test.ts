import { expect, test } from 'vitest'
import { readMoment } from './moment.ts'

const NOON = Date.UTC(2026, 10, 22, 4, 0, 0)

test.each([
  ['2026-11-22T04:00:00.000Z', NOON],
  ['2026-11-22T04:00:00Z', NOON],
  ['2026-11-22T04:00:00.123456789Z', NOON + 123],
  ['2026-11-22T12:00:00+08:00', NOON],
  ['2026-11-22T12:00:00+0800', NOON],
  ['2026-11-22 12:00:00,5 +08:00', NOON + 500],
  ['2026-11-22T12:00:00', NOON],
  ['2026-11-22 12:00', NOON],
  ['2026-11-22', NOON - 12 * 3_600_000],
  [NOON, NOON],
  [NOON / 1000, NOON],
  [NOON + 0.4, NOON],
  [String(NOON), NOON],
  ['1970-01-01T00:00:00.000Z', 0],
  ['2024-02-29T00:00:00.000Z', Date.UTC(2024, 1, 29)],
])('%s', (value, ms) => {
  expect(readMoment(value, 'Asia/Shanghai')).toBe(ms)
})

test.each([
  'yesterday',
  '',
  '1',
  '2026-13-01T00:00:00Z',
  '2026-02-30T00:00:00.000Z',
  '2026-11-22T25:00:00Z',
  '9999-12-31T00:00:00Z',
  '1969-12-31T23:59:59Z',
  Number.NaN,
  1e300,
  -1e12,
  null,
  undefined,
  {},
  [],
  true,
  'x'.repeat(100_000),
])('%s is no time', (value) => {
  expect(readMoment(value, 'Asia/Shanghai')).toBeNaN()
})
