import { describe, expect, test } from 'vitest'
import { guardianNeeded } from './child.ts'

/** Noon in Shanghai on 10 March 2026. */
const when = { now: Date.UTC(2026, 2, 10, 4), timeZone: 'Asia/Shanghai' }

describe('a guardian is needed', () => {
  test.each([
    [{ birthday: '2012-03-11' }, true],
    // A year of life is full from the day after the birthday.
    [{ birthday: '2012-03-10' }, true],
    [{ birthday: '2012-03-09' }, false],
    [{ birthday: '2015/3/1' }, true],
    [{ birthday: '2015年3月1日' }, true],
    [{ birthday: '20150301' }, true],
    [{ birthday: 20150301 }, true],
    [{ birthday: Date.UTC(2015, 2, 1) }, true],
    [{ birthday: '2015-03-01T00:00:00+08:00' }, true],
    [{ date_of_birth: '2015-03-01' }, true],
    [{ 生日: '2015.3.1' }, true],
    // Of a year alone its last day counts.
    [{ birthday: '2012' }, true],
    [{ birthday: '2011' }, false],
    [{ birthday: 2012 }, true],
    [{ birthday: '1990-05-02' }, false],
    [{ birthday: '1990-05-02', 生日: '2016-01-01' }, true],
    [{ birthday: '1990-05-02', minor: true }, true],
    [{ 未成年: '是' }, true],
    [{ minor: false, is_minor: 'no', under_14: 0 }, false],
    [{ birthday: '保密' }, false],
    [{ birthday: null }, false],
    [{ birthday: ['2015-03-01'] }, false],
    [{ birthday: 9e15 }, false],
    [{}, false],
  ])('%j: %s', (traits, needed) => {
    expect(guardianNeeded(traits, when)).toBe(needed)
  })

  test('by the day of the workspace', () => {
    const child = { birthday: '2012-03-10' }
    // Already the 11th in Shanghai, still the 10th in London.
    const now = Date.UTC(2026, 2, 10, 17)
    expect(guardianNeeded(child, { now, timeZone: 'Asia/Shanghai' })).toBe(false)
    expect(guardianNeeded(child, { now, timeZone: 'Europe/London' })).toBe(true)
  })
})
