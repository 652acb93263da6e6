import { describe, expect, test } from 'vitest'
import { quietUntil } from './quiet-hours.ts'

const timeZone = 'Asia/Shanghai'
const night = { from: '22:00', to: '08:00', action: 'postpone' } as const
const noon = { from: '12:00', to: '13:30', action: 'hold' } as const
/** A time on the wall in Shanghai. */
const at = (text: string) => Date.parse(`${text}:00+08:00`)

describe('quiet hours', () => {
  test.each([
    [night, '2026-11-22T21:59', undefined],
    [night, '2026-11-22T22:00', '2026-11-23T08:00'],
    [night, '2026-11-23T00:30', '2026-11-23T08:00'],
    [night, '2026-11-23T07:59', '2026-11-23T08:00'],
    [night, '2026-11-23T08:00', undefined],
    [noon, '2026-11-22T12:15', '2026-11-22T13:30'],
    [noon, '2026-11-22T13:30', undefined],
    [{ ...noon, to: '12:00' }, '2026-11-22T12:00', undefined],
    [null, '2026-11-22T23:00', undefined],
  ])('%j at %s: until %s', (hours, moment, until) => {
    expect(quietUntil(at(moment), { hours, timeZone })).toBe(until === undefined ? undefined : at(until))
  })
})
