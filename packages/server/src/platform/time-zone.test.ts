import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { localDate, periodBounds, periodsAfter, periodsBefore, readTime, shiftDays, startOfPeriod } from './time-zone.ts'

const iso = (moment: number | undefined) => (moment === undefined ? undefined : new Date(moment).toISOString())
const at = (text: string) => Date.parse(text)
const SHANGHAI = 'Asia/Shanghai'
const NEW_YORK = 'America/New_York'

describe('reading times', () => {
  it.each([
    ['2026-11-22', SHANGHAI, '2026-11-21T16:00:00.000Z'],
    ['2014-12-06 02', SHANGHAI, '2014-12-05T18:00:00.000Z'],
    ['2026-11-22 08:30', SHANGHAI, '2026-11-22T00:30:00.000Z'],
    ['2026-11-22T08:30:15.25', 'UTC', '2026-11-22T08:30:15.250Z'],
    ['2026-11-22T08:30:15.123456789', 'UTC', '2026-11-22T08:30:15.123Z'],
    ['2026-11-22T08:30:00Z', SHANGHAI, '2026-11-22T08:30:00.000Z'],
    ['2026-11-22T08:30:00+08:00', NEW_YORK, '2026-11-22T00:30:00.000Z'],
    ['2026-11-22T08:30:00-0330', SHANGHAI, '2026-11-22T12:00:00.000Z'],
    ['2026-11-22T08:30+01', SHANGHAI, '2026-11-22T07:30:00.000Z'],
    // The clock skips 02:30 in spring and shows 01:30 twice in autumn.
    ['2026-03-08 02:30', NEW_YORK, '2026-03-08T07:30:00.000Z'],
    ['2026-11-01 01:30', NEW_YORK, '2026-11-01T05:30:00.000Z'],
  ])('%s in %s', (text, zone, expected) => {
    expect(iso(readTime(text, zone))).toBe(expected)
  })

  it.each([
    '',
    'yesterday',
    '2026-02-29',
    '2026-13-01',
    '2026-11-22 24:00',
    '2026-11-22T08:61',
    '22/11/2026',
    '2026-11-22Z',
    '1764000000000',
  ])('refuses %j', (text) => {
    expect(readTime(text, SHANGHAI)).toBeUndefined()
  })

  it('reads back any moment written with its zone', () => {
    fc.assert(
      fc.property(fc.integer({ min: at('1990-01-01'), max: at('2050-01-01') }), (moment) => {
        expect(readTime(new Date(moment).toISOString(), NEW_YORK)).toBe(moment)
      }),
    )
  })
})

describe('periods', () => {
  it('begins days at midnight on the wall, also when a day has 23 or 25 hours', () => {
    const bounds = periodBounds({ from: at('2026-03-07T12:00:00Z'), to: at('2026-03-09T12:00:00Z'), unit: 'day', timeZone: NEW_YORK }, 10)
    expect(bounds?.map(iso)).toEqual([
      '2026-03-07T05:00:00.000Z',
      '2026-03-08T05:00:00.000Z',
      '2026-03-09T04:00:00.000Z',
      '2026-03-10T04:00:00.000Z',
    ])
    expect(iso(startOfPeriod(at('2026-11-01T23:00:00Z'), 'day', NEW_YORK))).toBe('2026-11-01T04:00:00.000Z')
    expect(iso(startOfPeriod(at('2026-11-22T15:59:59Z'), 'day', SHANGHAI))).toBe('2026-11-21T16:00:00.000Z')
  })

  it('begins a day that has no midnight at its first moment', () => {
    expect(iso(startOfPeriod(at('2018-11-04T12:00:00Z'), 'day', 'America/Sao_Paulo'))).toBe('2018-11-04T03:00:00.000Z')
  })

  it('keeps the two hours of one name apart in autumn', () => {
    const bounds = periodBounds({ from: at('2026-11-01T04:10:00Z'), to: at('2026-11-01T07:00:00Z'), unit: 'hour', timeZone: NEW_YORK }, 10)
    expect(bounds?.map(iso)).toEqual([
      '2026-11-01T04:00:00.000Z',
      '2026-11-01T05:00:00.000Z',
      '2026-11-01T06:00:00.000Z',
      '2026-11-01T07:00:00.000Z',
    ])
    expect(iso(startOfPeriod(at('2026-11-22T10:20:00Z'), 'hour', 'Asia/Kolkata'))).toBe('2026-11-22T09:30:00.000Z')
  })

  it('begins weeks on Monday and months on the first', () => {
    expect(localDate(startOfPeriod(at('2026-11-22T10:00:00Z'), 'week', SHANGHAI), SHANGHAI)).toBe('2026-11-16')
    expect(localDate(startOfPeriod(at('2026-11-30T16:30:00Z'), 'month', SHANGHAI), SHANGHAI)).toBe('2026-12-01')
    const months = periodsAfter(at('2026-10-31T16:00:00Z'), 3, 'month', SHANGHAI)
    expect(months.map((start) => localDate(start, SHANGHAI))).toEqual(['2026-12-01', '2027-01-01', '2027-02-01'])
  })

  it('bounds n periods by n + 1 moments, gives none for an empty range and gives up beyond the most', () => {
    const day = { from: at('2026-11-22T00:00:00Z'), to: at('2026-11-23T00:00:00Z'), unit: 'hour', timeZone: 'UTC' } as const
    expect(periodBounds(day, 24)).toHaveLength(25)
    expect(periodBounds(day, 23)).toBeUndefined()
    expect(periodBounds({ ...day, to: day.from }, 24)).toHaveLength(1)
  })

  it('puts every moment into the period whose bounds hold it', () => {
    const zones = fc.constantFrom(SHANGHAI, NEW_YORK, 'Australia/Lord_Howe', 'UTC', 'Europe/Berlin')
    const units = fc.constantFrom('hour', 'day', 'week', 'month')
    fc.assert(
      fc.property(fc.integer({ min: at('2000-01-01'), max: at('2040-01-01') }), units, zones, (moment, unit, timeZone) => {
        const start = startOfPeriod(moment, unit, timeZone)
        const [next = 0] = periodsAfter(start, 1, unit, timeZone)
        expect(start).toBeLessThanOrEqual(moment)
        if (unit !== 'hour') expect(next).toBeGreaterThan(moment)
        expect(startOfPeriod(start, unit, timeZone)).toBe(start)
      }),
    )
  })

  it('goes back by periods on the wall, to the last day of a shorter month', () => {
    const noon = at('2026-03-31T04:00:00Z')
    const back = (count: number, unit: 'day' | 'week' | 'month') => iso(periodsBefore(noon, count, unit, 'Asia/Shanghai'))
    expect([back(1, 'month'), back(2, 'month'), back(1, 'week')]).toEqual([
      '2026-02-28T04:00:00.000Z',
      '2026-01-31T04:00:00.000Z',
      '2026-03-24T04:00:00.000Z',
    ])
    expect(iso(periodsBefore(at('2026-03-08T16:00:00Z'), 1, 'day', NEW_YORK))).toBe('2026-03-07T17:00:00.000Z')
  })

  it('shifts by days on the wall', () => {
    expect(iso(shiftDays(at('2026-03-08T16:00:00Z'), -1, NEW_YORK))).toBe('2026-03-07T17:00:00.000Z')
  })
})
