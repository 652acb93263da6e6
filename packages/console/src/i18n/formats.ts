/** The formats of the reader's language and the workspace's time zone, for components. */
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useTimeZone } from '../api/session.ts'
import { isLanguage, type Language } from './languages.ts'
import { type NumberFormats, numberFormats } from './numbers.ts'
import { type TimeFormats, timeFormats } from './times.ts'

export function useLanguage(): Language {
  const { i18n } = useTranslation()
  return isLanguage(i18n.language) ? i18n.language : 'zh-CN'
}

export function useNumbers(): NumberFormats {
  const language = useLanguage()
  return useMemo(() => numberFormats(language), [language])
}

export function useTimes(): TimeFormats {
  const language = useLanguage()
  const timeZone = useTimeZone()
  return useMemo(() => timeFormats(language, timeZone), [language, timeZone])
}
