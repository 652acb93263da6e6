/** Presets in the reader's language, as the server describes them. */
import { listPresets } from '@liuchi/server/contract/events/imports'
import { useRead } from '../../api/hooks.ts'
import { useLanguage } from '../../i18n/formats.ts'

export function usePresetWords(): (preset: string) => string {
  const language = useLanguage()
  const { data } = useRead(listPresets, {})
  return (preset) => {
    const title = data?.items.find(({ name }) => name === preset)?.title
    if (!title) return preset
    return language === 'en' ? title.en : title.zh
  }
}
