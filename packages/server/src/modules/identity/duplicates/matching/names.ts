/** Names of people, Chinese and Latin, as given name and surname. */
import { hasHan, plainText, plainWords } from './spelling.ts'

export interface NameParts {
  readonly given?: string
  readonly surname?: string
  /** What cannot be told apart. */
  readonly nickname?: string
}

const HAN_NAME = /^\p{Script=Han}{2,4}$/u
const DOUBLE_SURNAMES = new Set(
  '欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 长孙 宇文 司徒 夏侯 端木 南宫 独孤 轩辕 钟离 闻人 澹台 公冶 宗政 濮阳 淳于 单于 太叔 申屠 呼延 百里 东郭 南门 西门 赫连 拓跋'.split(
    ' ',
  ),
)
const TITLES = new Set(['mr', 'mrs', 'ms', 'miss', 'dr', 'prof', 'sir'])
const HIDDEN = /[*＊×?？]/
const MIN_DOUBLE_LENGTH = 3
const MAX_LATIN_WORDS = 4

/** Splits a whole name. `Green, Mitchell` and `Mitchell Green` are one; of a Chinese name the first character, or the double surname. */
export function splitName(text: string): NameParts {
  if (HIDDEN.test(text)) return {}
  const plain = plainText(text)
  if (plain === '') return {}
  if (hasHan(plain)) return HAN_NAME.test(plain) ? hanParts(plain) : { nickname: plain }
  const [before = '', after] = text.split(/[,，]/, 2)
  const words = plainWords(after === undefined ? before : `${after} ${before}`)
    .split(' ')
    .filter((word) => !TITLES.has(word))
  const [given, ...rest] = words
  const surname = rest.at(-1)
  if (!given || !surname || words.length > MAX_LATIN_WORDS || /\d/.test(plain)) return { nickname: plain }
  return { given, surname }
}

function hanParts(name: string): NameParts {
  const double = name.length >= MIN_DOUBLE_LENGTH && DOUBLE_SURNAMES.has(name.slice(0, 2))
  const cut = double ? 2 : 1
  return { surname: name.slice(0, cut), given: name.slice(cut) }
}
