/** Days and times in the workspace's zone. */
import { expect, test } from 'vitest'
import { daysBetween, shiftDay, timeFormats } from './times.ts'

const shanghai = timeFormats('zh-CN', 'Asia/Shanghai')
const newYork = timeFormats('en', 'America/New_York')

test('an instant is written in the zone of the workspace', () => {
  const at = '2026-03-08T06:30:05.000Z'
  expect(shanghai.moment(at)).toBe('2026-03-08 14:30:05')
  expect(newYork.moment(at)).toBe('2026-03-08 01:30:05')
  expect(newYork.moment('2026-03-08T07:30:05.000Z')).toBe('2026-03-08 03:30:05')
  expect([shanghai.day('2026-03-07T16:00:00Z'), shanghai.clock('2026-03-07T16:00:00Z')]).toEqual(['2026-03-08', '00:00:00'])
})

test('nothing and nonsense are a dash', () => {
  expect([shanghai.moment(null), shanghai.day('soon'), shanghai.duration(null)]).toEqual(['–', '–', '–'])
})

test('how long ago, as a day after a week', () => {
  const now = Date.parse('2026-03-08T06:30:00Z')
  expect(shanghai.ago(now - 5 * 60_000, now)).toBe('5分钟前')
  expect(newYork.ago(now - 3 * 3_600_000, now)).toBe('3 hours ago')
  expect(newYork.ago('2026-02-01T12:00:00Z', now)).toBe('2026-02-01')
})

test('durations take the largest unit', () => {
  expect([1_500, 90_000, 86_400_000 * 2].map(newYork.duration)).toEqual(['1.5 seconds', '1.5 minutes', '2 days'])
})

test('days move over ends of months and leap days', () => {
  expect([shiftDay('2024-02-28', 1), shiftDay('2024-03-01', -1), shiftDay('2025-12-31', 1)]).toEqual([
    '2024-02-29',
    '2024-02-29',
    '2026-01-01',
  ])
  expect([daysBetween('2026-01-01', '2026-01-01'), daysBetween('2026-03-01', '2026-03-31')]).toEqual([1, 31])
})
