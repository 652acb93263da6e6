/** Numbers as console pages write them: thousands separated, 万 and 亿 in Chinese from 100,000, percentages with one place, money with two. */
import type { Language } from './languages.ts'

/** From here Chinese counts in 万; below, the exact number is short enough. */
const WAN_FROM = 100_000
const WAN = 10_000
const YI = 100_000_000

const DASH = '–'

export interface NumberFormats {
  /** `54.19万`, `1,234`, `0.25`; `–` for nothing. */
  count(value: number | null | undefined): string
  /** Always in full: `541,909`. */
  exact(value: number | null | undefined): string
  /** A share 0–1 as `12.3%`. */
  percent(share: number | null | undefined): string
  /** A change as `+12.3%`. */
  change(share: number): string
  /** Decimal money with two places and its sign, 万 like counts: `¥974.77万`. */
  money(value: number | null | undefined, currency?: string): string
  bytes(size: number): string
  /** True when `count` or `money` leaves digits out, so that the exact number is worth showing beside it. */
  isShortened(value: number | null | undefined): boolean
}

const BYTE_UNITS = ['B', 'KB', 'MB', 'GB', 'TB'] as const
const BYTE_STEP = 1024

function bytesText(size: number, one: Intl.NumberFormat): string {
  let value = size
  let unit = 0
  while (value >= BYTE_STEP && unit < BYTE_UNITS.length - 1) {
    value /= BYTE_STEP
    unit += 1
  }
  return `${one.format(value)} ${BYTE_UNITS[unit]}`
}

/** `£` for GBP, `¥` for CNY; the code itself where there is no sign for it. */
function currencySign(language: Language, currency: string): string {
  try {
    const parts = new Intl.NumberFormat(language, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' }).formatToParts(0)
    const sign = parts.find(({ type }) => type === 'currency')?.value ?? currency
    return sign.length > 1 ? `${sign} ` : sign
  } catch {
    return `${currency} `
  }
}

/** The formats of one language. */
export function numberFormats(language: Language): NumberFormats {
  const plain = new Intl.NumberFormat(language, { maximumFractionDigits: 2 })
  const exactly = new Intl.NumberFormat(language, { maximumFractionDigits: 4 })
  const oneAtMost = new Intl.NumberFormat(language, { maximumFractionDigits: 1 })
  const twoPlaces = new Intl.NumberFormat(language, { minimumFractionDigits: 2, maximumFractionDigits: 2 })
  const share = new Intl.NumberFormat(language, { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 })
  const signed = new Intl.NumberFormat(language, {
    style: 'percent',
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
    signDisplay: 'exceptZero',
  })
  const isShortened = (value: number | null | undefined) => language === 'zh-CN' && Math.abs(value ?? 0) >= WAN_FROM
  const shorten = (value: number, form: Intl.NumberFormat) => {
    if (!isShortened(value)) return form.format(value)
    return Math.abs(value) >= YI ? `${twoPlaces.format(value / YI)}亿` : `${twoPlaces.format(value / WAN)}万`
  }
  const known = (value: number | null | undefined): value is number => value !== null && value !== undefined && Number.isFinite(value)
  return {
    count: (value) => (known(value) ? shorten(value, plain) : DASH),
    exact: (value) => (known(value) ? exactly.format(value) : DASH),
    percent: (value) => (known(value) ? share.format(value) : DASH),
    change: (value) => signed.format(value),
    money: (value, currency = 'CNY') => {
      if (!known(value)) return DASH
      const sign = value < 0 ? '-' : ''
      return `${sign}${currencySign(language, currency)}${shorten(Math.abs(value), twoPlaces)}`
    },
    bytes: (size) => bytesText(size, oneAtMost),
    isShortened,
  }
}
