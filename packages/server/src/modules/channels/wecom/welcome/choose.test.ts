/** Which rule is for whom, and the words of it. */
import { describe, expect, test } from 'vitest'
import { chosenRule, type RuleConditions, verdicts } from './choose.ts'
import { ruleWords } from './words.ts'

const timeZone = 'Asia/Shanghai'
/** A time on the wall in Shanghai; 22 November 2026 is a Sunday. */
const at = (text: string) => Date.parse(`${text}:00+08:00`)

let made = 0
function rule(conditions: Partial<RuleConditions> = {}): RuleConditions {
  return { id: ++made, isOn: true, channelStates: [], userIds: [], hours: [], ...conditions }
}
const always = rule()
const someone = { userId: 'u1', channelState: '', at: at('2026-11-22T12:00'), timeZone }

describe('the order', () => {
  const code = rule({ channelStates: ['c1'] })
  const staff = rule({ userIds: ['u1'] })
  const hours = rule({ hours: [{ days: [7], from: '08:00', to: '20:00' }] })
  const staffAndHours = rule({ userIds: ['u1'], hours: [{ days: [7], from: '08:00', to: '20:00' }] })
  const all = [always, hours, staff, staffAndHours, code]

  test('is code, member, hours, default, and the more of them the earlier', () => {
    expect(verdicts(all, { ...someone, channelState: 'c1' }).map((one) => one.rule)).toEqual([code, staffAndHours, staff, hours, always])
    expect(chosenRule(all, { ...someone, channelState: 'c1' })).toBe(code)
    expect(chosenRule(all, someone)).toBe(staffAndHours)
    expect(chosenRule(all, { ...someone, at: at('2026-11-22T21:00') })).toBe(staff)
    expect(chosenRule(all, { ...someone, userId: 'u2' })).toBe(hours)
    expect(chosenRule(all, { ...someone, userId: 'u2', at: at('2026-11-23T12:00') })).toBe(always)
  })

  test('puts the older one first among equals, and passes over what is switched off', () => {
    const younger = rule({ channelStates: ['c1'] })
    expect(chosenRule([younger, code], { ...someone, channelState: 'c1' })).toBe(code)
    expect(chosenRule([{ ...code, isOn: false }, younger], { ...someone, channelState: 'c1' })).toBe(younger)
    expect(chosenRule([{ ...always, isOn: false }], someone)).toBeUndefined()
  })

  test('tells of each why not', () => {
    const off = rule({ isOn: false })
    expect(verdicts([always, off, code, rule({ userIds: ['u2'] })], someone).map(({ verdict }) => verdict)).toEqual([
      'other_state',
      'other_staff',
      'chosen',
      'off',
    ])
    expect(verdicts([always, staff, code], { ...someone, channelState: 'c1' }).map(({ verdict }) => verdict)).toEqual([
      'chosen',
      'after_another',
      'after_another',
    ])
  })
})

describe('hours', () => {
  const day = { days: [1, 2, 3, 4, 5], from: '09:00', to: '18:00' }
  const night = { days: [5, 6], from: '22:00', to: '02:00' }
  test.each([
    [day, '2026-11-20T09:00', true],
    [day, '2026-11-20T08:59', false],
    [day, '2026-11-20T17:59', true],
    [day, '2026-11-20T18:00', false],
    [day, '2026-11-22T12:00', false],
    [night, '2026-11-20T22:00', true],
    [night, '2026-11-21T01:59', true],
    [night, '2026-11-21T02:00', false],
    [night, '2026-11-22T01:00', true],
    [night, '2026-11-22T22:00', false],
    [night, '2026-11-20T01:00', false],
  ])('%j at %s: %s', (hours, moment, within) => {
    expect(chosenRule([rule({ hours: [hours] })], { ...someone, at: at(moment) }) !== undefined).toBe(within)
  })
})

test('rules explain themselves', () => {
  expect(ruleWords(always)).toMatchObject({ zh: expect.stringContaining('默认'), en: expect.stringContaining('default') })
  const precise = rule({
    channelStates: ['a', 'b', 'c', 'd', 'e', 'f', 'g'],
    hours: [{ days: [1], from: '09:00', to: '10:00' }],
    isOn: false,
  })
  expect(ruleWords(precise)).toEqual({
    zh: expect.stringMatching(/a、b、c、d、e \+2.*周一 09:00–10:00.*已停用/),
    en: expect.stringMatching(/a, b, c, d, e \+2.*Mon 09:00–10:00.*switched off/),
  })
})
