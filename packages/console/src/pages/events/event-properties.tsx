/** Properties an event carries: how often, which types, examples. */
import type { getPlanEvent } from '@liuchi/server/contract/events/plan'
import type { ResponseOf } from '@liuchi/server/platform/contract'
import { Progress } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNumbers } from '../../i18n/formats.ts'
import type { ListColumn } from '../../pagekinds/list/list-column.ts'
import { RowTable } from '../../pagekinds/list/row-table.tsx'
import { EmptyState } from '../../parts/empty-state.tsx'
import { Mark } from '../../parts/mark.tsx'
import { Moment } from '../../parts/moment.tsx'
import { Section } from '../../parts/section.tsx'

type PlanProperty = ResponseOf<typeof getPlanEvent>['properties'][number]

const SAMPLES_SHOWN = 3

function sampleText(sample: unknown): string {
  return typeof sample === 'string' ? sample : JSON.stringify(sample)
}

function Samples({ property }: { readonly property: PlanProperty }) {
  const samples = property.types.flatMap(({ samples }) => samples.map(sampleText)).slice(0, SAMPLES_SHOWN)
  return (
    <span className="lc-row" style={{ gap: 4, maxWidth: 420 }}>
      {samples.map((sample) => (
        <code key={sample} className="lc-sample" title={sample}>
          {sample}
        </code>
      ))}
    </span>
  )
}

function useColumns(): readonly ListColumn<PlanProperty>[] {
  const { t } = useTranslation('events')
  const numbers = useNumbers()
  return [
    {
      key: 'name',
      title: t('property.name'),
      render: ({ name }) => <span className="lc-mono">{name}</span>,
      value: ({ name }) => name,
      sortable: true,
    },
    {
      key: 'types',
      title: t('property.types'),
      render: ({ types }) => (
        <span className="lc-row" style={{ gap: 4 }}>
          {types.map(({ type, total }) => (
            <Mark key={type} tone={types.length > 1 ? 'amber' : 'grey'} title={numbers.exact(total)}>
              {t(`type.${type}`)}
              {types.length > 1 ? ` ${numbers.count(total)}` : ''}
            </Mark>
          ))}
        </span>
      ),
      value: ({ types }) => types.map(({ type }) => type).join(' '),
    },
    {
      key: 'fill',
      title: t('property.fill'),
      width: 180,
      render: ({ fill }) => <Progress percent={fill * 100} size="small" format={() => numbers.percent(fill)} status="normal" />,
      value: ({ fill }) => fill,
      sortable: true,
    },
    { key: 'samples', title: t('property.samples'), render: (property) => <Samples property={property} />, value: () => '' },
    {
      key: 'lastSeenAt',
      title: t('column.lastSeenAt'),
      render: ({ lastSeenAt }) => <Moment at={lastSeenAt} ago />,
      value: ({ lastSeenAt }) => lastSeenAt,
    },
  ]
}

export function EventProperties({ properties }: { readonly properties: readonly PlanProperty[] }) {
  const { t } = useTranslation('events')
  const columns = useColumns()
  if (properties.length === 0) return <EmptyState title={t('property.none')} />
  return (
    <Section flush>
      <RowTable rows={properties} columns={columns} rowKey={({ name }) => name} label={t('tab.properties')} />
    </Section>
  )
}
