/** Starts i18next with one language loaded; the other is fetched when somebody switches. */
import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { writePreference } from '../preferences.ts'
import { LANGUAGE_PREFERENCE, type Language, startLanguage } from './languages.ts'
import type { Words } from './zh-cn.ts'

const loaders: Readonly<Record<Language, () => Promise<Words>>> = {
  'zh-CN': async () => (await import('./zh-cn.ts')).words,
  en: async () => (await import('./en.ts')).words,
}

async function load(language: Language): Promise<void> {
  if (i18next.hasResourceBundle(language, 'frame')) return
  for (const [area, texts] of Object.entries(await loaders[language]())) i18next.addResourceBundle(language, area, texts)
}

export async function startI18n(): Promise<void> {
  const language = startLanguage()
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    defaultNS: 'frame',
    resources: {},
    interpolation: { escapeValue: false },
    returnEmptyString: false,
  })
  await load(language)
  document.documentElement.lang = language
}

/** Loads and shows another language, and remembers it in this browser. */
export async function chooseLanguage(language: Language): Promise<void> {
  await load(language)
  await i18next.changeLanguage(language)
  document.documentElement.lang = language
  writePreference(LANGUAGE_PREFERENCE, language)
}
