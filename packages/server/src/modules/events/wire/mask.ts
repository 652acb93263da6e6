/** Phone numbers and e-mail addresses inside texts. Whoever reads an event later sees that there was one, and an address's domain, not more. */

/** Whether a whole request could hold an address or a mobile number anywhere; if not, no single text is looked at. */
export interface TextSigns {
  /** An address, a mobile number or something that may spell one with escapes. */
  readonly contacts: boolean
  /** NUL characters or lone surrogates, which neither store takes; in JSON they can only come as escapes. */
  readonly escapes: boolean
}

const CONTACT_SIGN = /@|%40|\\u00[2-7]|(?:^|[^\d])(?:\+?86)?[ -]?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)/
const ESCAPE_SIGN = /\\u(?:0000|[dD][89a-fA-F])/

/** Reads the signs off the JSON text of a request, before it is parsed: one pass instead of one a text. */
export function textSigns(json: string): TextSigns {
  return { contacts: CONTACT_SIGN.test(json), escapes: ESCAPE_SIGN.test(json) }
}

const QUERY_PARAMETER = /([?&;#](?:[a-z_-]{0,20}(?:phone|mobile|tel|e?mail)|msisdn)=)[^&;#\s"']{1,400}/gi
/** Bounded on both sides, so that a long text without an address costs a bounded time for each character. */
const ADDRESS = /[^\s@<>"'(),:;[\]\\/=&?]{1,64}(?:@|%40)((?:[\p{L}\d-]{1,63}\.){1,6}[\p{L}]{2,24})/giu
const MOBILE = /(?<![\w./+=-])(?:(?:\+|00)?86[ -]?)?(1[3-9]\d)[ -]?\d{4}[ -]?(\d{4})(?![\w]|[.-]\d)/g
const INTERNATIONAL = /(?<![\w./+=-])\+\d{1,3}[ -]?(?:\d[ -]?){6,12}\d(?!\w)/g
const MAYBE_MOBILE = /1[3-9]\d[ -]?\d{4}[ -]?\d{4}/

/**
 * Replaces addresses by `***@their.domain` and mobile numbers by `139****5678`.
 * `bareNumbersStay`: the text belongs to a number of something (an order number may have eleven digits), so digits alone are left.
 */
export function maskContacts(text: string, bareNumbersStay: boolean): string {
  if (text.length < 5) return text
  let masked = text
  const equals = masked.indexOf('=')
  if (equals > 0) masked = masked.replace(QUERY_PARAMETER, '$1***')
  if (masked.includes('@') || masked.includes('%40')) masked = masked.replace(ADDRESS, '***@$1')
  if (MAYBE_MOBILE.test(masked) && !(bareNumbersStay && /^\d+$/.test(masked))) masked = masked.replace(MOBILE, '$1****$2')
  if (masked.includes('+')) masked = masked.replace(INTERNATIONAL, '+***')
  return masked
}

/** Digits in a text; a phone number has at least five, `iPhone 15` has two. */
export function digitCount(text: string): number {
  let count = 0
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if ((code >= 48 && code <= 57) || (code >= 0xff10 && code <= 0xff19)) count++
  }
  return count
}

const PHONE_CHARACTERS = /^[\d\s+().\-–—/#*转分机ext０-９＋]+$/i

/** A text that is nothing but a phone number, with its separators and extension. */
export function looksLikePhone(text: string): boolean {
  return text.length <= 40 && digitCount(text) >= 7 && PHONE_CHARACTERS.test(text)
}

export function looksLikeEmail(text: string): boolean {
  return text.includes('@') || text.includes('%40')
}
