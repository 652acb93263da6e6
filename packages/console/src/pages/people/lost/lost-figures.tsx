/** Lost and won back: this week, the rate, week by week, and by member of staff. */
import { readLostFigures } from '@liuchi/server/contract/channels/wecom/lost'
import type { ResponseOf } from '@liuchi/server/platform/contract'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../../api/hooks.ts'
import { useNumbers } from '../../../i18n/formats.ts'
import { Chart } from '../../../pagekinds/figure/chart.tsx'
import { FigureNumber } from '../../../pagekinds/figure/figure-number.tsx'
import type { ListColumn } from '../../../pagekinds/list/list-column.ts'
import { RowsSection } from '../../../pagekinds/list/rows-section.tsx'
import { ErrorNotice } from '../../../parts/error-notice.tsx'
import { Count, Percent } from '../../../parts/numbers.tsx'
import { Section } from '../../../parts/section.tsx'

const WEEKS = 12
const CHART_HEIGHT_PIXELS = 200

type Figures = ResponseOf<typeof readLostFigures>
type StaffRow = Figures['staff'][number]

export function LostFigures() {
  const query = useRead(readLostFigures, { query: { weeks: WEEKS } })
  if (query.error) return <ErrorNotice error={query.error} onRetry={() => query.refetch()} />
  const { data } = query
  // Nothing to draw where nothing ever happened: the list says what comes here.
  if (!data || data.staff.length === 0) return null
  return <Shown figures={data} />
}

function Shown({ figures }: { readonly figures: Figures }) {
  const { t } = useTranslation('lost')
  const numbers = useNumbers()
  const { weeks, staff } = figures
  const sum = (key: 'lost' | 'wonBack' | 'deletedByStaff') => weeks.reduce((all, week) => all + week[key], 0)
  const [lost, won] = [sum('lost'), sum('wonBack')]
  const span = { weeks: WEEKS }
  return (
    <>
      <div className="lc-grid">
        <FigureNumber
          title={t('figure.thisWeek')}
          value={weeks.at(-1)?.lost ?? 0}
          spark={weeks.map((week) => week.lost)}
          how={t('figure.how', span)}
        />
        <FigureNumber
          title={t('figure.rate')}
          form="percent"
          value={lost === 0 ? null : won / lost}
          note={t('figure.span', span)}
          how={t('figure.howRate', span)}
        />
        <FigureNumber title={t('figure.byStaff')} value={sum('deletedByStaff')} note={t('figure.span', span)} />
      </div>
      <Section>
        <Chart
          title={t('figure.chart')}
          sentence={t('figure.sentence', { ...span, lost: numbers.exact(lost), won: numbers.exact(won) })}
          fileName="lost"
          heightPixels={CHART_HEIGHT_PIXELS}
          data={{
            kind: 'bar',
            categories: weeks.map(({ from }) => from.slice('YYYY-'.length)),
            categoryName: t('figure.week'),
            format: numbers.exact,
            series: [
              { name: t('figure.lost'), values: weeks.map((week) => week.lost) },
              { name: t('figure.won'), values: weeks.map((week) => week.wonBack) },
              { name: t('figure.staffDeleted'), values: weeks.map((week) => week.deletedByStaff) },
            ],
          }}
        />
      </Section>
      <RowsSection
        label={t('figure.staff')}
        query={{ items: staff, isPending: false, error: null, refetch: () => undefined }}
        columns={useStaffColumns()}
        rowKey={({ userId }) => userId}
        empty={{ title: t('figure.staffNone'), text: '' }}
      />
    </>
  )
}

function useStaffColumns(): readonly ListColumn<StaffRow>[] {
  const { t } = useTranslation('lost')
  return [
    { key: 'staff', title: t('figure.staff'), render: ({ name }) => name, value: ({ name }) => name },
    { key: 'lost', title: t('figure.lost'), align: 'right', render: ({ lost }) => <Count value={lost} />, value: ({ lost }) => lost },
    {
      key: 'won',
      title: t('figure.won'),
      align: 'right',
      render: ({ wonBack }) => <Count value={wonBack} />,
      value: ({ wonBack }) => wonBack,
    },
    {
      key: 'rate',
      title: t('figure.rate'),
      align: 'right',
      render: ({ lost, wonBack }) => (lost === 0 ? '–' : <Percent value={wonBack / lost} />),
      value: ({ lost, wonBack }) => (lost === 0 ? null : wonBack / lost),
    },
    {
      key: 'staffDeleted',
      title: t('figure.staffDeleted'),
      align: 'right',
      render: ({ deletedByStaff }) => <Count value={deletedByStaff} />,
      value: ({ deletedByStaff }) => deletedByStaff,
    },
  ]
}
