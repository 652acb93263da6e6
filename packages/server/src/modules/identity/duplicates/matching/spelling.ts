/** One spelling for what people type, so that only real differences are left to compare. */

const MAX_TEXT_LENGTH = 120
const ACCENTS = /\p{Mn}+/gu
const NOT_WRITING = /[^\p{L}\p{N}]+/gu
/** The Chinese characters of everyday and of names; rarer ones lie beyond and come as surrogates. */
const HAN = /[\u3400-\u9fff\ud840-\ud88d]/
/** What stands where nothing was known. */
const NOTHING = new Set(
  'null,none,nil,na,nan,unknown,undefined,test,无,未知,暂无,不详,测试,匿名,匿名用户,微信用户,游客,先生,女士,user,guest,anonymous'.split(
    ',',
  ),
)

/** Lower case, half width, without accents; words parted by single spaces. */
export function plainWords(text: string): string {
  return text
    .slice(0, MAX_TEXT_LENGTH)
    .normalize('NFKC')
    .normalize('NFD')
    .replace(ACCENTS, '')
    .toLowerCase()
    .replace(NOT_WRITING, ' ')
    .trim()
}

/** Words without what parts them (a moved space is the commonest slip of all); empty for placeholders. */
export function plainText(text: string): string {
  const joined = plainWords(text).replaceAll(' ', '')
  return NOTHING.has(joined) ? '' : joined
}

export function hasHan(text: string): boolean {
  return HAN.test(text)
}

const DIGITS = /\D+/g

export function digitsOf(text: string): string {
  return text.normalize('NFKC').replace(DIGITS, '')
}

const YEAR_FIRST = /^(1[89]\d\d|20\d\d)[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})(?!\d)/
const YEAR_LAST = /^(\d{1,2})[-/.](\d{1,2})[-/.](1[89]\d\d|20\d\d)$/

/** Eight digits `yyyymmdd`; slips are kept (a 13th month says what was typed). Empty for what is no date. */
export function plainDate(text: string): string {
  const plain = text.normalize('NFKC').trim()
  const first = YEAR_FIRST.exec(plain)
  if (first) return `${first[1]}${two(first[2])}${two(first[3])}`
  const last = YEAR_LAST.exec(plain)
  return last ? `${last[3]}${two(last[2])}${two(last[1])}` : ''
}

function two(digits = ''): string {
  return digits.padStart(2, '0')
}

const GENDERS: Readonly<Record<string, string>> = { 男: 'm', male: 'm', man: 'm', m: 'm', 女: 'f', female: 'f', woman: 'f', f: 'f' }

/** `m`, `f`, or nothing for whatever else stands there. */
export function plainGender(text: string): string {
  return GENDERS[plainText(text)] ?? ''
}
