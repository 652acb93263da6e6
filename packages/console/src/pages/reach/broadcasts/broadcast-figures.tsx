/** The figures of a broadcast: meant, sent, waiting for a tap. */
import { useTranslation } from 'react-i18next'
import { useNumbers } from '../../../i18n/formats.ts'
import { FigureNumber } from '../../../pagekinds/figure/figure-number.tsx'
import type { BroadcastRead } from './broadcast-page.tsx'

export function BroadcastFigures({ broadcast }: { readonly broadcast: BroadcastRead }) {
  const { t } = useTranslation('reach')
  const numbers = useNumbers()
  const { counts, tasks } = broadcast
  const untapped = new Set(tasks.filter(({ state }) => state === 'waiting').map(({ corpId, userId }) => `${corpId} ${userId}`)).size
  const share = counts.planned === 0 ? 0 : counts.sent / counts.planned
  return (
    <>
      <FigureNumber
        title={t('planned')}
        value={counts.planned}
        unit={t('people', { count: counts.planned })}
        how={t('figure.plannedHow')}
      />
      <FigureNumber
        title={t('outcome.sent')}
        value={counts.sent}
        unit={t('people', { count: counts.sent })}
        note={t('figure.share', { share: numbers.percent(share) })}
        how={t('figure.sentHow')}
      />
      <FigureNumber
        title={t('outcome.unconfirmed')}
        value={counts.unconfirmed}
        unit={t('people', { count: counts.unconfirmed })}
        note={t('figure.untapped', { count: untapped, shown: numbers.exact(untapped) })}
      />
    </>
  )
}
