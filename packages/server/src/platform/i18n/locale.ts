/** The two languages of the product and how a request says which one it wants. Browser-safe. */

export type Locale = 'zh-CN' | 'en'

/** One text in both languages. */
export interface Words {
  readonly zh: string
  readonly en: string
}

export function wordsIn(words: Words, locale: Locale): string {
  return locale === 'zh-CN' ? words.zh : words.en
}

/** A browser sends a handful of entries; the rest of a longer header is not read. */
const MAX_LANGUAGE_ENTRIES = 20

/**
 * The language an `Accept-Language` header asks for, by weight and then by order (RFC 9110 §12.5.4).
 * Undefined when it names neither Chinese nor English: the caller then has a better guess than `*`.
 */
export function localeFromHeader(header: string | undefined): Locale | undefined {
  if (header === undefined) return undefined
  const wanted = header
    .split(',', MAX_LANGUAGE_ENTRIES)
    .map(languageEntry)
    .filter((entry) => entry.locale !== undefined && entry.weight > 0)
  const best = wanted.reduce<(typeof wanted)[number] | undefined>((a, b) => (a && a.weight >= b.weight ? a : b), undefined)
  return best?.locale
}

function languageEntry(entry: string): { locale: Locale | undefined; weight: number } {
  const [tag = '', ...parameters] = entry.split(';').map((part) => part.trim().toLowerCase())
  const weight = parameters.find((parameter) => parameter.startsWith('q='))
  const language = tag.split('-')[0]
  return {
    locale: language === 'zh' ? 'zh-CN' : language === 'en' ? 'en' : undefined,
    weight: weight === undefined ? 1 : Number(weight.slice(2)) || 0,
  }
}
