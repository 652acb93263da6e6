/** Phone numbers in one form. */
import { parsePhoneNumberFromString } from 'libphonenumber-js/min'

/** Mainland mobile numbers, by far the most: nothing to look up. */
const MAINLAND_MOBILE = /^(?:\+?86|0086)?(1[3-9]\d{9})$/
const SEPARATORS = /[\s\-–—().]/g
const HOME_COUNTRY = 'CN'

/** E.164 (`+8613800138000`), reading a number without a country as Chinese; undefined when it cannot be a phone number. */
export function normalisePhone(text: string): string | undefined {
  const plain = text.normalize('NFKC')
  const mobile = MAINLAND_MOBILE.exec(plain.replace(SEPARATORS, ''))
  if (mobile) return `+86${mobile[1]}`
  const parsed = parsePhoneNumberFromString(plain, HOME_COUNTRY)
  return parsed?.isPossible() ? parsed.number : undefined
}
