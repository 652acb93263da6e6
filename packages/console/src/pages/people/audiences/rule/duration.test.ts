/** Durations as a rule writes them and as people read them. */
import { expect, test } from 'vitest'
import { DURATION_UNITS, durationOf, durationOfSeconds, isoDuration, UNIT_NAMES } from './duration.ts'

test('what is written is read back', () => {
  for (const unit of UNIT_NAMES) {
    for (const amount of [1, 30]) {
      const seconds = amount * DURATION_UNITS[unit]
      const read = durationOf(isoDuration({ amount, unit }))
      expect(read && read.amount * DURATION_UNITS[read.unit]).toBe(seconds)
      const { amount: back, unit: as } = durationOfSeconds(seconds)
      expect(back * DURATION_UNITS[as]).toBe(seconds)
    }
  }
})

test('several units together are said in one; no duration is none', () => {
  expect(durationOf('P1DT12H')).toEqual({ amount: 36, unit: 'hour' })
  expect(durationOf('P14D')).toEqual({ amount: 14, unit: 'day' })
  expect(['P', 'PT', '', 'P1M', 30, undefined].map(durationOf)).toEqual(Array.from({ length: 6 }, () => undefined))
})
