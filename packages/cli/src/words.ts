/** The language of the command line: LIUCHI_LOCALE, else what the terminal says, else Chinese. */

export type Locale = 'zh-CN' | 'en'

function localeOf(env: Readonly<Record<string, string | undefined>>): Locale {
  const told = env.LIUCHI_LOCALE
  if (told === 'en' || told === 'zh-CN') return told
  return /^en\b|^en_/i.test(env.LC_ALL ?? env.LANG ?? '') ? 'en' : 'zh-CN'
}

let chosen: Locale | undefined

export function locale(): Locale {
  chosen ??= localeOf(process.env)
  return chosen
}

/** One of two texts. */
export function say(zh: string, en: string): string {
  return locale() === 'zh-CN' ? zh : en
}
