/** The figures of a corp: staff and relations, what the last comparison repaired, when a callback last came. */
import type { WecomCorp } from '@liuchi/server/contract/channels/wecom/connection'
import { useTranslation } from 'react-i18next'
import { useTimes } from '../../../i18n/formats.ts'
import { FigureNumber } from '../../../pagekinds/figure/figure-number.tsx'
import { Moment } from '../../../parts/moment.tsx'
import { usePaths } from '../../../paths.ts'
import { lastDone, repairsOf, useReconciliations } from './use-reconciliations.ts'
import { useCorpCounts } from './use-staff.ts'

export function CorpFigures({ corp }: { readonly corp: WecomCorp }) {
  const { t } = useTranslation('channels')
  const times = useTimes()
  const paths = usePaths()
  const { corpId, verifiedAt, lastCallbackAt } = corp
  const { data } = useReconciliations(corpId)
  const last = lastDone(data?.items)
  const counts = useCorpCounts(corpId)
  const asOf = (at: string | null | undefined) => (at ? t('figure.asOf', { at: times.moment(at) }) : undefined)
  return (
    <>
      <FigureNumber
        title={t('figure.contacts')}
        value={counts?.pairs}
        unit={counts ? t('figure.contactsUnit', { count: counts.pairs }) : ''}
        how={t('figure.how')}
        note={asOf(counts?.asOf)}
        href={paths.corp(corpId, { tab: 'contacts' })}
      />
      <FigureNumber
        title={t('figure.staff')}
        value={counts?.staff}
        unit={counts ? t('figure.staffUnit', { count: counts.staff }) : ''}
        note={asOf(counts?.asOf)}
        href={paths.corp(corpId, { tab: 'staff' })}
      />
      <FigureNumber
        title={t('figure.repaired')}
        value={last && repairsOf(last)}
        unit={last ? t('figure.repairedUnit', { count: repairsOf(last) }) : ''}
        note={last ? asOf(last.endedAt) : t('figure.notYet')}
        href={paths.corp(corpId, { tab: 'runs' })}
      />
      <div className="lc-card lc-card-body lc-stack" style={{ gap: 6 }}>
        <span className="lc-soft lc-figure-title">{t('figure.lastCallback')}</span>
        <span className="lc-figure-value lc-figure-moment">{lastCallbackAt ? <Moment at={lastCallbackAt} ago /> : t('never')}</span>
        <span className="lc-soft lc-small">
          {verifiedAt ? t('figure.verified', { at: times.moment(verifiedAt) }) : t('figure.unverified')}
        </span>
      </div>
    </>
  )
}
