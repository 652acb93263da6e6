/** "How is this counted": one sentence with its source, under every figure. */
import { useTranslation } from 'react-i18next'

export interface HowCountedProps {
  readonly children: string
  readonly source: string
}

export function HowCounted({ children, source }: HowCountedProps) {
  const { t } = useTranslation('kinds')
  return (
    <p className="lc-figure-how lc-small">
      <strong>{t('figure.how')}</strong> {t('figure.counted', { text: children.replace(/[。.]$/, ''), source })}
    </p>
  )
}
