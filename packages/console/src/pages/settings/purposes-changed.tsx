/** Who last changed a line of a register, and when; what nobody changed comes with the product. */
import { useTranslation } from 'react-i18next'
import type { ListColumn } from '../../pagekinds/list/list-column.ts'
import { Moment } from '../../parts/moment.tsx'

interface Changed {
  readonly changedAt: string | null
  readonly changedBy: string | null
}

export function useChangedColumn<Row extends Changed>(): ListColumn<Row> {
  const { t } = useTranslation('privacy')
  return {
    key: 'changedAt',
    title: t('purposes.changed'),
    render: ({ changedAt, changedBy }) =>
      changedAt === null ? (
        <span className="lc-soft">{t('purposes.builtIn')}</span>
      ) : (
        <>
          {changedBy} · <Moment at={changedAt} ago />
        </>
      ),
    value: ({ changedAt }) => changedAt,
  }
}
