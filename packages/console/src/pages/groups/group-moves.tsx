/** Who came and who went, day by day, and how many that made. */
import { Skeleton } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNumbers } from '../../i18n/formats.ts'
import { Chart } from '../../pagekinds/figure/chart.tsx'
import { DayRange } from '../../parts/day-range.tsx'
import type { Days } from '../../parts/days.ts'
import { ErrorNotice } from '../../parts/error-notice.tsx'
import { Section } from '../../parts/section.tsx'
import { type GroupInDays, useGroupFigures } from './group-figures.tsx'

export function GroupMoves({ group, days, onChoose }: GroupInDays & { readonly onChoose: (days: Days) => void }) {
  const { t } = useTranslation('groups')
  const numbers = useNumbers()
  const { data, error, refetch, shown } = useGroupFigures({ group, days })
  const sentence = t('chart.sentence', {
    first: shown?.first,
    last: shown?.last,
    joined: numbers.exact(data?.joined.value ?? 0),
    left: numbers.exact(data?.left.value ?? 0),
    customers: numbers.exact(group.customers),
  })
  return (
    <Section>
      <div className="lc-stack">
        {shown ? <DayRange value={shown} onChange={onChoose} label={t('chart.days')} /> : null}
        <ErrorNotice error={error} onRetry={() => refetch()} />
        {!data && !error ? <Skeleton active title={false} paragraph={{ rows: 6 }} /> : null}
        {data ? (
          <Chart
            title={t('chart.title')}
            sentence={sentence}
            fileName={`group-${group.chatId}`}
            data={{
              kind: 'line',
              categories: data.days.map(({ day }) => day),
              series: [
                { name: t('chart.customers'), values: data.days.map(({ customers }) => customers) },
                { name: t('chart.joined'), values: data.days.map(({ joined }) => joined) },
                { name: t('chart.left'), values: data.days.map(({ left }) => left) },
              ],
              format: numbers.count,
              categoryName: t('chart.day'),
            }}
          />
        ) : null}
      </div>
    </Section>
  )
}
