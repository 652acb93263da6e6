/** The overlap as bars, one a combination, and below as a table that says which audiences a combination is in. */
import { createAudience, type overlapAudiences } from '@liuchi/server/contract/audience'
import type { ResponseOf } from '@liuchi/server/platform/contract'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { useWhyNot } from '../../../api/session.ts'
import { useNumbers, useTimes } from '../../../i18n/formats.ts'
import { Chart } from '../../../pagekinds/figure/chart.tsx'
import { HowCounted } from '../../../pagekinds/figure/how-counted.tsx'
import { Section } from '../../../parts/section.tsx'
import { usePaths } from '../../../paths.ts'
import { intersectionRule, letterOf } from './overlap-rule.ts'

type Answer = ResponseOf<typeof overlapAudiences>
type Intersection = Answer['intersections'][number]
/** More bars than can be told apart are in the table alone. */
const BARS_MAX = 20

export function OverlapFigure({ answer }: { readonly answer: Answer }) {
  const { t } = useTranslation('audiences')
  const numbers = useNumbers()
  const times = useTimes()
  const navigate = useNavigate()
  const paths = usePaths()
  const { audiences, intersections, union } = answer
  const letters = new Map(audiences.map(({ id }, index) => [id, letterOf(index)]))
  const ruleOf = ({ ids }: Intersection) =>
    intersectionRule(
      ids,
      audiences.map(({ id }) => id).filter((id) => !ids.includes(id)),
    )
  const bars = intersections.slice(0, BARS_MAX)
  const shared = intersections.filter(({ ids }) => ids.length === audiences.length).reduce((sum, { only }) => sum + only, 0)
  return (
    <div className="lc-stack">
      <div className="lc-card lc-card-body">
        <Chart
          title={t('overlap.chart')}
          sentence={t('overlap.sentence', {
            audiences: audiences.map(({ id, name }) => `${letters.get(id)} ${name}`).join(t('combine.and')),
            union: numbers.count(union),
            shared: numbers.count(shared),
          })}
          fileName="overlap"
          data={{
            kind: 'bar',
            categoryName: t('overlap.combination'),
            categories: bars.map(({ ids }) => ids.map((id) => letters.get(id)).join(' ∩ ')),
            series: [{ name: t('overlap.only'), values: bars.map(({ only }) => only) }],
            format: numbers.count,
          }}
          onPick={({ categoryIndex }) => {
            const picked = bars[categoryIndex]
            if (picked) navigate(paths.newAudience(ruleOf(picked)))
          }}
        />
      </div>
      <Section title={t('overlap.table')} flush>
        <OverlapTable answer={answer} letters={letters} ruleOf={ruleOf} />
      </Section>
      <HowCounted source={t('overlap.source', { at: times.moment(answer.computedAt) })}>{t('overlap.how')}</HowCounted>
    </div>
  )
}

interface OverlapTableProps {
  readonly answer: Answer
  readonly letters: ReadonlyMap<string, string>
  readonly ruleOf: (intersection: Intersection) => object
}

function OverlapTable({ answer, letters, ruleOf }: OverlapTableProps) {
  const { t } = useTranslation('audiences')
  const numbers = useNumbers()
  const paths = usePaths()
  const whyNot = useWhyNot()(createAudience)
  const { audiences, intersections } = answer
  return (
    <div className="lc-scroll-x">
      <table className="lc-table">
        <thead>
          <tr>
            {audiences.map(({ id, name, count }) => (
              <th key={id} scope="col" className="lc-overlap-name">
                <Link to={paths.audience(id)}>
                  {letters.get(id)} {name}
                </Link>
                <br />
                <span className="lc-small">{numbers.count(count)}</span>
              </th>
            ))}
            <th scope="col">{t('overlap.only')}</th>
            <th scope="col">{t('overlap.all')}</th>
            <th scope="col">{t('overlap.make')}</th>
          </tr>
        </thead>
        <tbody>
          {intersections.map((one) => (
            <tr key={one.ids.join()}>
              {audiences.map(({ id, name }) => (
                <td key={id} className="lc-overlap-dot">
                  {one.ids.includes(id) ? (
                    <span role="img" className="lc-overlap-in" aria-label={t('overlap.in', { name })} />
                  ) : (
                    <span role="img" className="lc-overlap-out" aria-label={t('overlap.out', { name })} />
                  )}
                </td>
              ))}
              <td title={numbers.exact(one.only)}>{numbers.count(one.only)}</td>
              <td title={numbers.exact(one.all)}>{numbers.count(one.all)}</td>
              <td>
                <Link to={paths.newAudience(ruleOf(one))}>
                  <Button size="small" disabled={whyNot !== undefined} title={whyNot}>
                    {t('overlap.makeOne')}
                  </Button>
                </Link>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
