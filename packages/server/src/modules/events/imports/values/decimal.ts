/** Exact decimals of files: read from text, multiplied and written without passing through floating point. */

/** `digits × 10^-scale`. */
export interface Decimal {
  readonly digits: bigint
  readonly scale: number
}

/** Places kept of an amount. */
const AMOUNT_PLACES = 4
const AMOUNT_LIMIT_DIGITS = 10n ** 18n
/** Longer texts are no amounts or quantities; bounds the work a cell can cause. */
const MAX_DECIMAL_LENGTH = 64
const MAX_EXPONENT = 40
const FORM = /^([+-]?)[¥￥$€£]?(\d[\d,]*(?:\.\d*)?|\.\d+)(?:e([+-]?\d{1,2}))?$/i
const GROUPED = /^\d{1,3}(,\d{3})+(\.\d*)?$/

/**
 * Reads `-1,234.50`, `¥12`, `.5`, `1.2e3`; undefined for anything else. Commas only as groups of three.
 * A sign stands first, a currency sign may follow it.
 */
export function parseDecimal(text: string): Decimal | undefined {
  const trimmed = text.trim()
  if (trimmed.length > MAX_DECIMAL_LENGTH) return undefined
  const match = FORM.exec(trimmed)
  const number = match?.[2]
  if (!match || number === undefined) return undefined
  if (number.includes(',') && !GROUPED.test(number)) return undefined
  const exponent = match[3] === undefined ? 0 : Number(match[3])
  if (Math.abs(exponent) > MAX_EXPONENT) return undefined
  const plain = number.replaceAll(',', '')
  const point = plain.indexOf('.')
  const digits = BigInt(point < 0 ? plain : plain.slice(0, point) + plain.slice(point + 1))
  const scale = (point < 0 ? 0 : plain.length - point - 1) - exponent
  const signed = match[1] === '-' ? -digits : digits
  return scale < 0 ? { digits: signed * 10n ** BigInt(-scale), scale: 0 } : { digits: signed, scale }
}

export function multiply(a: Decimal, b: Decimal): Decimal {
  return { digits: a.digits * b.digits, scale: a.scale + b.scale }
}

/** −|a|: how the amount of a cancelled line is kept. */
export function negative(a: Decimal): Decimal {
  return a.digits > 0n ? { digits: -a.digits, scale: a.scale } : a
}

/**
 * The decimal as an amount with at most four places, trailing zeros dropped: `-12.5`.
 * Further places are rounded half away from zero, as books round. Undefined when it does not fit the store (18 digits).
 */
export function toAmount(a: Decimal): string | undefined {
  const scaled = a.scale <= AMOUNT_PLACES ? a.digits * 10n ** BigInt(AMOUNT_PLACES - a.scale) : roundTo(a)
  const size = scaled < 0n ? -scaled : scaled
  if (size >= AMOUNT_LIMIT_DIGITS) return undefined
  const padded = size.toString().padStart(AMOUNT_PLACES + 1, '0')
  const fraction = padded.slice(-AMOUNT_PLACES).replace(/0+$/, '')
  const text = padded.slice(0, -AMOUNT_PLACES) + (fraction === '' ? '' : `.${fraction}`)
  return scaled < 0n ? `-${text}` : text
}

function roundTo(a: Decimal): bigint {
  const divisor = 10n ** BigInt(a.scale - AMOUNT_PLACES)
  const half = divisor / 2n
  return a.digits < 0n ? -((-a.digits + half) / divisor) : (a.digits + half) / divisor
}

/** The nearest floating-point number, for properties such as `quantity`. */
export function toNumber(a: Decimal): number {
  return Number(`${a.digits}e-${a.scale}`)
}
