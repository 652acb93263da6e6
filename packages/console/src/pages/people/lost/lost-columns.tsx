/** Columns of lost customers. */
import type { LostCustomer } from '@liuchi/server/contract/channels/wecom/lost'
import { useTranslation } from 'react-i18next'
import { useNumbers } from '../../../i18n/formats.ts'
import type { ListColumn } from '../../../pagekinds/list/list-column.ts'
import { Mark } from '../../../parts/mark.tsx'
import { Moment } from '../../../parts/moment.tsx'
import { Count } from '../../../parts/numbers.tsx'

export function useLostColumns(): readonly ListColumn<LostCustomer>[] {
  const { t } = useTranslation('lost')
  const numbers = useNumbers()
  return [
    { key: 'customer', title: t('column.customer'), render: ({ name, personId }) => name || `#${personId}`, value: ({ name }) => name },
    {
      key: 'why',
      title: t('column.why'),
      render: ({ byWhom }) => <Mark tone={byWhom === 'customer' ? 'amber' : 'grey'}>{t(`byWhom.${byWhom}`)}</Mark>,
      value: ({ byWhom }) => t(`byWhom.${byWhom}`),
    },
    { key: 'staff', title: t('column.staff'), render: ({ staff }) => staff.name, value: ({ staff }) => staff.name },
    {
      key: 'days',
      title: t('column.days'),
      align: 'right',
      render: ({ days }) => t('days', { count: days, shown: numbers.exact(days) }),
      value: ({ days }) => days,
    },
    { key: 'lostAt', title: t('column.lostAt'), render: ({ lostAt }) => <Moment at={lostAt} />, value: ({ lostAt }) => lostAt },
    {
      key: 'stillWith',
      title: t('column.stillWith'),
      render: ({ stillWith }) => stillWith?.name ?? <span className="lc-soft">{t('nobody')}</span>,
      value: ({ stillWith }) => stillWith?.name ?? null,
    },
    {
      key: 'sentBefore',
      title: t('column.sentBefore'),
      align: 'right',
      render: ({ sentBefore }) => <Count value={sentBefore} />,
      value: ({ sentBefore }) => sentBefore,
      hiddenAtFirst: true,
      notOnPhone: true,
    },
    {
      key: 'wonBack',
      title: t('column.wonBack'),
      render: ({ wonBackAt, wonBackBy }) =>
        wonBackAt ? (
          <Mark tone="green" title={t('wonBack.by', { name: wonBackBy?.name ?? '' })}>
            {t('wonBack.yes')} <Moment at={wonBackAt} ago />
          </Mark>
        ) : (
          <span className="lc-soft">{t('wonBack.no')}</span>
        ),
      value: ({ wonBackAt }) => wonBackAt,
    },
  ]
}
