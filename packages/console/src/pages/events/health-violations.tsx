/** Events that do not fit their declaration. */
import { useTranslation } from 'react-i18next'
import type { ListColumn } from '../../pagekinds/list/list-column.ts'
import { RowTable } from '../../pagekinds/list/row-table.tsx'
import { useEventWords } from '../../parts/event-words.ts'
import { Count } from '../../parts/numbers.tsx'
import { Section } from '../../parts/section.tsx'
import { usePaths } from '../../paths.ts'
import type { Health } from './health-page.tsx'
import { ModeTag } from './mode-tag.tsx'

type Violation = Health['violations'][number]

export function PlanViolations({ violations }: { readonly violations: readonly Violation[] }) {
  const { t } = useTranslation('events')
  const wordsOf = useEventWords()
  const paths = usePaths()
  const columns: readonly ListColumn<Violation>[] = [
    { key: 'name', title: t('column.name'), render: ({ name }) => wordsOf(name), value: ({ name }) => name },
    {
      key: 'property',
      title: t('property.name'),
      render: ({ property }) => <span className="lc-mono">{property}</span>,
      value: ({ property }) => property,
    },
    {
      key: 'violation',
      title: t('health.violation.title'),
      render: ({ violation }) => t(`health.violation.${violation}`),
      value: ({ violation }) => violation,
    },
    { key: 'mode', title: t('declared'), render: ({ mode }) => <ModeTag mode={mode} />, value: ({ mode }) => mode },
    { key: 'total', title: t('health.count'), align: 'right', render: ({ total }) => <Count value={total} />, value: ({ total }) => total },
  ]
  return (
    <Section title={t('health.violationsTitle')} flush>
      <RowTable
        rows={violations}
        columns={columns}
        rowKey={({ name, property, violation }) => `${name} ${property} ${violation}`}
        rowHref={({ name }) => paths.event(name)}
        label={t('health.violationsTitle')}
      />
    </Section>
  )
}
