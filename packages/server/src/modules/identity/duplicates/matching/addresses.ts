/** Addresses, Chinese and Latin, taken apart into what is compared. */
import { hasHan, plainText, plainWords } from './spelling.ts'

export interface AddressParts {
  readonly province?: string
  readonly city: readonly string[]
  /** Road and building without their numbers. */
  readonly street?: string
  /** The numbers in their order, joined by `-`. */
  readonly house?: string
}

const HAN_ADDRESS =
  /^(?:中国)?(\p{Script=Han}{2,8}?(?:省|自治区|特别行政区))?(\p{Script=Han}{1,8}?(?:市|自治州|地区|盟))?(\p{Script=Han}{1,8}?(?:区|县|旗|市))?(.*)$/u
const PROVINCE_END = /(省|市|壮族自治区|回族自治区|维吾尔自治区|自治区|特别行政区)$/
const CITY_END = /(?<=.{2})(市|区|县|自治州|地区|盟|旗)$/
const NUMBERS = /\d+/g
const SHORT_WORDS: Readonly<Record<string, string>> = {
  st: 'street',
  rd: 'road',
  ave: 'avenue',
  av: 'avenue',
  ct: 'court',
  cres: 'crescent',
  cct: 'circuit',
  pl: 'place',
  dr: 'drive',
  ln: 'lane',
  tce: 'terrace',
  pde: 'parade',
  blvd: 'boulevard',
  hwy: 'highway',
  apt: 'apartment',
}

export function splitAddress(text: string): AddressParts {
  const plain = plainText(text)
  if (plain === '') return { city: [] }
  if (!hasHan(plain)) return { city: [], ...roadAndNumbers(longWords(plainWords(text))) }
  const [, province, city, district, rest = ''] = HAN_ADDRESS.exec(plain) ?? []
  return {
    ...(province && { province: plainProvince(province) }),
    city: [city, district].flatMap((part) => (part ? [plainCity(part)] : [])),
    ...roadAndNumbers(rest),
  }
}

export function plainProvince(text: string): string {
  return plainText(text).replace(PROVINCE_END, '')
}

export function plainCity(text: string): string {
  return plainText(text).replace(CITY_END, '')
}

function longWords(words: string): string {
  return words
    .split(' ')
    .map((word) => SHORT_WORDS[word] ?? word)
    .join(' ')
}

function roadAndNumbers(text: string): Pick<AddressParts, 'street' | 'house'> {
  const street = text.replace(NUMBERS, '').replaceAll(' ', '')
  const house = (text.match(NUMBERS) ?? []).join('-')
  return { ...(street && { street }), ...(house && { house }) }
}
