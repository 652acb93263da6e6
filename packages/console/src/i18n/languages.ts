/** The two languages of the console. Chinese is written first, English is complete: `en.ts` does not compile when a text is missing. */
import { readPreference } from '../preferences.ts'

export const LANGUAGES = ['zh-CN', 'en'] as const
export type Language = (typeof LANGUAGES)[number]
export const LANGUAGE_PREFERENCE = 'language'

/** What each language calls itself. */
export const languageNames: Readonly<Record<Language, string>> = { 'zh-CN': '简体中文', en: 'English' }

export function isLanguage(value: string | null): value is Language {
  return LANGUAGES.some((language) => language === value)
}

/** The chosen language, else the browser's, else Chinese. */
export function startLanguage(): Language {
  const chosen = readPreference(LANGUAGE_PREFERENCE)
  if (isLanguage(chosen)) return chosen
  const browser = navigator.languages.find((tag) => /^(zh|en)/i.test(tag))
  return browser?.toLowerCase().startsWith('en') ? 'en' : 'zh-CN'
}
