/** Purposes and channels of consent in the reader's language. */
import { listPurposes, type Purpose } from '@liuchi/server/contract/compliance/purposes'
import { useTranslation } from 'react-i18next'
import { useRead } from '../api/hooks.ts'
import { useMay } from '../api/session.ts'
import { useLanguage } from '../i18n/formats.ts'

interface BothWords {
  readonly zh: string
  readonly en: string
}

/** The words of what carries both languages. */
export function useBothWords(): (words: BothWords) => string {
  const language = useLanguage()
  return (words) => (language === 'en' ? words.en : words.zh)
}

/** The register of purposes, and a purpose's name by its code; one that is no longer registered keeps its code. */
export function usePurposes(): {
  readonly purposes: readonly Purpose[]
  readonly isPending: boolean
  readonly nameOf: (purpose: string) => string
} {
  const wordsOf = useBothWords()
  const may = useMay()(listPurposes)
  const { data, isPending } = useRead(listPurposes, {}, { enabled: may })
  const purposes = data?.items ?? []
  return {
    purposes,
    isPending: isPending && may,
    nameOf: (purpose) => {
      const words = purposes.find(({ name }) => name === purpose)?.words
      return words ? wordsOf(words) : purpose
    },
  }
}

/** Where a word of consent came from; what a caller named itself stays as it is. */
export function useConsentSource(): (source: string) => string {
  const { t } = useTranslation('privacy')
  return (source) => (source === 'console' || source === 'api' ? t(`consents.sources.${source}`) : source)
}
