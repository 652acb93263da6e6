/** Finds a person and says why they got this broadcast or did not. */
import { whyDelivery } from '@liuchi/server/contract/reach'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay } from '../../../api/session.ts'
import { PersonSelect } from '../../../parts/person-select.tsx'
import { Section } from '../../../parts/section.tsx'
import { WhyDelivery } from '../../people/reach/why-delivery.tsx'
import type { BroadcastRead } from './broadcast-page.tsx'

/** Not there for whoever may not look at people. */
export function AskWhy({ broadcast }: { readonly broadcast: BroadcastRead }) {
  const { t } = useTranslation('reach')
  const may = useMay()(whyDelivery)
  const [personId, choose] = useState('')
  if (!may) return null
  const { id, name } = broadcast
  return (
    <Section title={t('ask.title')}>
      <div className="lc-stack" style={{ gap: 8 }}>
        <span className="lc-soft">{t('ask.text')}</span>
        <PersonSelect label={t('ask.title')} value={personId} onChange={choose} />
      </div>
      <WhyDelivery
        personId={personId}
        delivery={personId === '' ? undefined : { broadcastId: id, broadcast: name }}
        onClose={() => choose('')}
      />
    </Section>
  )
}
