/** Shapes of names that people type: e-mail addresses of accounts, passwords, workspaces, time zones. Browser-safe. */
import { z } from 'zod'
import { bothWords } from '../i18n/schema-words.ts'

const MAX_EMAIL_LENGTH = 254
const MAX_NAME_LENGTH = 100
const MIN_PASSWORD_LENGTH = 10
/** Longer ones only cost time to hash. */
const MAX_PASSWORD_LENGTH = 200
const MAX_TIME_ZONE_LENGTH = 64

export const DEFAULT_WORKSPACE = 'default'
export const DEFAULT_TIME_ZONE = 'Asia/Shanghai'

export const emailAddress = z.string().trim().max(MAX_EMAIL_LENGTH).pipe(z.email())

/** A password being chosen. */
export const newPassword = z.string().min(MIN_PASSWORD_LENGTH).max(MAX_PASSWORD_LENGTH)

/** A password being tried: old ones may follow other rules. */
export const triedPassword = z.string().min(1).max(MAX_PASSWORD_LENGTH)

/** Something a person calls a thing; control characters would spoil lists and logs. */
export const shownName = z
  .string()
  .trim()
  .min(1)
  .max(MAX_NAME_LENGTH)
  .refine((name) => !/\p{Cc}/u.test(name), bothWords('不能含有控制字符', 'must not hold control characters'))

/** 1–63 of a–z, 0–9, `_`, `-`. */
export const workspaceName = z.string().regex(/^[a-z0-9_-]{1,63}$/)

/** A name of the IANA time zone database, spelled as this runtime spells it (`UTC`, `Asia/Shanghai`). */
export const timeZoneName = z
  .string()
  .max(MAX_TIME_ZONE_LENGTH)
  .refine(isTimeZone, bothWords('不是 IANA 时区名', 'is not an IANA time zone'))

function isTimeZone(name: string): boolean {
  if (/^[+-]/.test(name)) return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

export const localeName = z.enum(['zh-CN', 'en'])
