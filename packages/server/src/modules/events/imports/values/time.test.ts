import { Temporal } from '@js-temporal/polyfill'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { timeReader } from './time.ts'
import { isTimeZone, wallClock } from './wall-clock.ts'

const shanghai = timeReader({ timeZone: 'Asia/Shanghai' })
const iso = (time: { ms: number } | undefined) =>
  time === undefined ? undefined : Temporal.Instant.fromEpochMilliseconds(time.ms).toString()

describe('times of files', () => {
  test.each([
    ['1511658000', '2017-11-26T01:00:00Z'],
    ['1511658000.25', '2017-11-26T01:00:00.25Z'],
    ['999999999', '2001-09-09T01:46:39Z'],
    ['1511658000123', '2017-11-26T01:00:00.123Z'],
    ['1511658000123456', '2017-11-26T01:00:00.123Z'],
    ['20171126', '2017-11-25T16:00:00Z'],
    ['201711260905', '2017-11-26T01:05:00Z'],
    ['20171126090507', '2017-11-26T01:05:07Z'],
    ['2014-12-06', '2014-12-05T16:00:00Z'],
    ['2014-12-06 02', '2014-12-05T18:00:00Z'],
    ['2014-12-06 02:30', '2014-12-05T18:30:00Z'],
    ['2014-12-06T02:30:15', '2014-12-05T18:30:15Z'],
    ['2014-12-06 02:30:15.5', '2014-12-05T18:30:15.5Z'],
    ['2014-12-06T02:30:15.123456789Z', '2014-12-06T02:30:15.123Z'],
    ['2014-12-06T02:30+09:30', '2014-12-05T17:00:00Z'],
    ['2014-12-06 02:30:00 -0500', '2014-12-06T07:30:00Z'],
    ['2014/1/5 8:05', '2014-01-05T00:05:00Z'],
    ['2014年1月5日', '2014-01-04T16:00:00Z'],
    ['2014年1月5日 8时05分30秒', '2014-01-05T00:05:30Z'],
    ['45292.5', '2024-01-01T04:00:00Z'],
    ['45292', '2023-12-31T16:00:00Z'],
    [' 2014-12-06 ', '2014-12-05T16:00:00Z'],
    ['2016-02-29', '2016-02-28T16:00:00Z'],
  ])('%s', (text, expected) => {
    expect(iso(shanghai(text))).toBe(Temporal.Instant.from(expected).toString())
  })

  test.each([
    '',
    'yesterday',
    '2015-02-29',
    '2014-13-01',
    '2014-04-31',
    '20141301',
    '2014-12-06 24:00',
    '2014-12-06 10:60',
    '12/1/2010 8:26',
    '1/2',
    '123',
    '-1511658000',
    '99999',
    '0050-01-01',
    '2014-12-06 02:30 CST',
  ])('%j is no time', (text) => {
    expect(shanghai(text)).toBeUndefined()
  })

  test('what is written does not depend on the zone it is read in', () => {
    const newYork = timeReader({ timeZone: 'America/New_York' })
    for (const text of ['2014-12-06 02:30', '20141206', '45292.5', '1511658000', '2014-12-06T02:30+09:30']) {
      expect(newYork(text)?.asWritten).toBe(shanghai(text)?.asWritten)
    }
    expect(shanghai('2014-12-06 02')?.asWritten).toBe(Date.UTC(2014, 11, 6, 2))
  })

  test('month-first dates only where a preset allows them', () => {
    expect(iso(timeReader({ timeZone: 'UTC', monthFirst: true })('12/1/2010 8:26'))).toBe('2010-12-01T08:26:00Z')
  })

  test('a skipped and a repeated hour in New York', () => {
    const newYork = timeReader({ timeZone: 'America/New_York' })
    expect(iso(newYork('2024-03-10 02:30'))).toBe('2024-03-10T07:30:00Z')
    expect(iso(newYork('2024-03-10 01:59:59'))).toBe('2024-03-10T06:59:59Z')
    expect(iso(newYork('2024-11-03 01:30'))).toBe('2024-11-03T05:30:00Z')
    expect(iso(newYork('2024-11-03 02:00'))).toBe('2024-11-03T07:00:00Z')
  })

  test('agrees with Temporal for any wall time of zones with odd rules', () => {
    const zone = fc.constantFrom(
      'Asia/Shanghai',
      'America/New_York',
      'Australia/Lord_Howe',
      'Asia/Kathmandu',
      'America/Sao_Paulo',
      '+05:45',
    )
    const local = fc.integer({ min: Date.UTC(1960, 0), max: Date.UTC(2037, 11) })
    const clocks = new Map<string, ReturnType<typeof wallClock>>()
    fc.assert(
      fc.property(zone, local, (timeZone, localMs) => {
        const clock = clocks.get(timeZone) ?? wallClock(timeZone)
        clocks.set(timeZone, clock)
        const plain = Temporal.Instant.fromEpochMilliseconds(localMs).toZonedDateTimeISO('UTC').toPlainDateTime()
        const expected = plain.toZonedDateTime(timeZone).epochMilliseconds
        expect(clock(fields(plain))).toEqual({ ms: expected, asWritten: localMs })
      }),
      { numRuns: 500 },
    )
  })

  test('names of zones', () => {
    expect(isTimeZone('Asia/Shanghai')).toBe(true)
    expect(isTimeZone('Mars/Olympus')).toBe(false)
  })
})

function fields(plain: Temporal.PlainDateTime) {
  const { year, month, day, hour, minute, second, millisecond } = plain
  return { year, month, day, hour, minute, second, millisecond }
}
