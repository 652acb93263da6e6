/** The figures of an audience: people, and when they were counted. */
import type { Audience } from '@liuchi/server/contract/audience'
import { useTranslation } from 'react-i18next'
import { useTimes } from '../../../i18n/formats.ts'
import { FigureNumber } from '../../../pagekinds/figure/figure-number.tsx'
import { Moment } from '../../../parts/moment.tsx'

export function AudienceFigures({ audience }: { readonly audience: Audience }) {
  const { t } = useTranslation('audiences')
  const times = useTimes()
  const { kind, count, computedAt, asOf, createdBy, createdAt } = audience
  return (
    <>
      <FigureNumber
        title={t('figure.people')}
        value={count}
        unit={t('people', { count: count ?? 0 })}
        how={t(kind === 'live' ? 'figure.liveHow' : 'figure.staticHow')}
        note={asOf ? t('figure.asOf', { at: times.moment(asOf) }) : undefined}
      />
      <div className="lc-card lc-card-body lc-stack" style={{ gap: 6 }}>
        <span className="lc-soft lc-figure-title">{t('column.computedAt')}</span>
        <span className="lc-figure-value lc-figure-moment">
          <Moment at={computedAt} ago />
        </span>
        <span className="lc-soft lc-small">{t('figure.created', { by: createdBy, at: times.day(createdAt) })}</span>
      </div>
    </>
  )
}
