/** What shows that two identifiers belong together, as an id that may be copied; nothing without one. */
import { useTranslation } from 'react-i18next'
import { CopyText } from '../../../parts/copy-text.tsx'

const SHOWN_CHARACTERS = 12

export function Evidence({ text }: { readonly text: string }) {
  const { t } = useTranslation('people')
  if (text === '') return null
  return (
    <span title={text}>
      {' '}
      · {t('evidence')} <CopyText text={text} shown={text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text} />
    </span>
  )
}
