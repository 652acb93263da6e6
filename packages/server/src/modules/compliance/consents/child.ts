/** Whether a guardian must agree: article 31 of the PIPL, under fourteen. Pure. */
import { localDate, readTime } from '../../../platform/time-zone.ts'

const FULL_AGE_OF_CONSENT = 14
const BIRTHDAY_TRAITS = ['birthday', 'date_of_birth', '生日'] as const
/** Whoever is marked by one of these is taken for a child whatever their birthday. */
const MARKS = ['minor', 'is_minor', 'under_14', '未成年', '未成年人'] as const

export interface When {
  /** Milliseconds of the business clock. */
  readonly now: number
  readonly timeZone: string
}

/** A person with several birthdays is a child when one of them says so. */
export function guardianNeeded(traits: Readonly<Record<string, unknown>>, when: When): boolean {
  if (MARKS.some((name) => isMarked(traits[name]))) return true
  return BIRTHDAY_TRAITS.some((name) => {
    const birthday = birthDate(traits[name], when.timeZone)
    return birthday !== undefined && isUnderAge(birthday, localDate(when.now, when.timeZone))
  })
}

const YES = /^(true|yes|y|1|是)$/i

function isMarked(value: unknown): boolean {
  return value === true || value === 1 || (typeof value === 'string' && YES.test(value.trim()))
}

/** Dates are `YYYY-MM-DD`. The law counts a year of life as full from the day after the birthday. */
function isUnderAge(birthday: string, today: string): boolean {
  const [year = 0, ...monthAndDay] = birthday.split('-')
  const birthdayThen = [String(Number(year) + FULL_AGE_OF_CONSENT).padStart(4, '0'), ...monthAndDay].join('-')
  return today <= birthdayThen
}

const DIGITS = /^(\d{4})(\d{2})(\d{2})$/
const PARTS = /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?$/
const YEAR = /^(\d{4})年?$/
/** Numbers up to here are written dates (20150301) or years, beyond they are milliseconds. */
const LARGEST_DATE_NUMBER = 29_991_231

/** The date as `YYYY-MM-DD`; of a year alone its last day. Undefined for what is no date. */
function birthDate(value: unknown, timeZone: string): string | undefined {
  if (typeof value === 'number' && (value > LARGEST_DATE_NUMBER || value < 0))
    return Number.isSafeInteger(value) ? dateOf(value, timeZone) : undefined
  const text = String(typeof value === 'number' || typeof value === 'string' ? value : '').trim()
  const [, year, month = '12', day = '31'] = DIGITS.exec(text) ?? PARTS.exec(text) ?? YEAR.exec(text) ?? []
  if (year !== undefined) return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  const time = readTime(text, timeZone)
  return time === undefined ? undefined : dateOf(time, timeZone)
}

const LATEST_TIME_MS = 8_640_000_000_000_000

function dateOf(time: number, timeZone: string): string | undefined {
  return Math.abs(time) <= LATEST_TIME_MS ? localDate(time, timeZone) : undefined
}
