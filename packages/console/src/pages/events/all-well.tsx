/** The checks that found nothing, together, so that what needs a look stands out. */
import { CheckCircleFilled } from '@ant-design/icons'
import { useTranslation } from 'react-i18next'
import { Section } from '../../parts/section.tsx'

export function AllWell({ items }: { readonly items: readonly string[] }) {
  const { t } = useTranslation('events')
  return (
    <Section title={t('health.allWell')}>
      <ul className="lc-stack" style={{ gap: 6 }}>
        {items.map((text) => (
          <li key={text}>
            <CheckCircleFilled className="lc-change-good" aria-hidden /> {text}
          </li>
        ))}
      </ul>
    </Section>
  )
}
