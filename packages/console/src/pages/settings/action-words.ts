/** What an action did, in words: the summary that its endpoint declares. */
import { endpoints } from '@liuchi/server/endpoints'
import { useLanguage } from '../../i18n/formats.ts'

/** A summary's first clause: what follows explains the call to programmers. */
function beforeAside(summary: string): string {
  return summary.split(/[（(，;；]|, /)[0]?.trim() ?? summary
}

export function useActionWords(): (action: string) => string {
  const language = useLanguage()
  return (action) => {
    const summary = endpoints.find(({ name }) => name === action)?.summary
    if (!summary) return action
    return beforeAside(language === 'en' ? summary.en : summary.zh)
  }
}

/** Everything that is audited: writes that are more than a question. */
export function useActionOptions(): { value: string; label: string }[] {
  const words = useActionWords()
  return endpoints.filter(({ method, readOnly }) => method !== 'GET' && !readOnly).map(({ name }) => ({ value: name, label: words(name) }))
}
