/** Properties that came with more than one type. */
import { Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import type { ListColumn } from '../../pagekinds/list/list-column.ts'
import { RowTable } from '../../pagekinds/list/row-table.tsx'
import { useEventWords } from '../../parts/event-words.ts'
import { Count } from '../../parts/numbers.tsx'
import { Section } from '../../parts/section.tsx'
import { usePaths } from '../../paths.ts'
import type { Health } from './health-page.tsx'

type Drift = Health['typeDrift'][number]

export function TypeDrift({ drift }: { readonly drift: readonly Drift[] }) {
  const { t } = useTranslation('events')
  const wordsOf = useEventWords()
  const paths = usePaths()
  const columns: readonly ListColumn<Drift>[] = [
    { key: 'name', title: t('column.name'), render: ({ name }) => wordsOf(name), value: ({ name }) => name },
    {
      key: 'property',
      title: t('property.name'),
      render: ({ property }) => <span className="lc-mono">{property}</span>,
      value: ({ property }) => property,
    },
    {
      key: 'types',
      title: t('property.types'),
      render: ({ types }) => (
        <span className="lc-row" style={{ gap: 4 }}>
          {types.map(({ type, total }) => (
            <Tag key={type} style={{ marginInlineEnd: 0 }}>
              {t(`type.${type}`)} <Count value={total} />
            </Tag>
          ))}
        </span>
      ),
      value: ({ types }) => types.map(({ type, total }) => `${type} ${total}`).join(' '),
    },
  ]
  return (
    <Section title={t('health.driftTitle')} flush>
      <RowTable
        rows={drift}
        columns={columns}
        rowKey={({ name, property }) => `${name} ${property}`}
        rowHref={({ name }) => paths.event(name)}
        label={t('health.driftTitle')}
      />
    </Section>
  )
}
