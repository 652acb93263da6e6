/** Who has a tag, since when and why. */
import { type Tag, tagPeople } from '@liuchi/server/contract/identity/tags'
import type { ResponseOf } from '@liuchi/server/platform/contract'
import { Input, Skeleton } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { usePages } from '../../../api/hooks.ts'
import { useMay, useWhyNot } from '../../../api/session.ts'
import { useNumbers } from '../../../i18n/formats.ts'
import type { ListColumn } from '../../../pagekinds/list/list-column.ts'
import { ListFoot } from '../../../pagekinds/list/list-foot.tsx'
import { RowCards } from '../../../pagekinds/list/row-cards.tsx'
import { RowTable } from '../../../pagekinds/list/row-table.tsx'
import { EmptyState } from '../../../parts/empty-state.tsx'
import { ErrorNotice } from '../../../parts/error-notice.tsx'
import { Moment } from '../../../parts/moment.tsx'
import { useIsPhone } from '../../../parts/screen-width.ts'
import { Section } from '../../../parts/section.tsx'
import { usePaths } from '../../../paths.ts'

type Marked = ResponseOf<typeof tagPeople>['items'][number]

function useMarkedColumns(tag: Tag): readonly ListColumn<Marked>[] {
  const { t } = useTranslation('tags')
  const { t: people } = useTranslation('people')
  const numbers = useNumbers()
  const isInterest = tag.kind === 'interest'
  const nameOf = ({ name, personId }: Marked) => name ?? people('number', { id: personId })
  return [
    { key: 'name', title: people('column.name'), render: nameOf, value: nameOf },
    ...(isInterest
      ? [
          { key: 'value', title: t('value'), render: ({ value }: Marked) => value, value: ({ value }: Marked) => value },
          {
            key: 'score',
            title: t('score'),
            align: 'right' as const,
            render: ({ score }: Marked) => numbers.count(score),
            value: ({ score }: Marked) => score,
          },
        ]
      : []),
    { key: 'since', title: t('since'), render: ({ since }) => <Moment at={since} />, value: ({ since }) => since },
    {
      key: 'cause',
      title: t('cause'),
      render: ({ cause, by }) => [t(`causes.${cause}`), by].filter((word) => word !== '').join(' · '),
      value: ({ cause }) => t(`causes.${cause}`),
    },
  ]
}

export function TagPeople({ tag }: { readonly tag: Tag }) {
  const { t } = useTranslation('tags')
  const may = useMay()(tagPeople)
  const whyNot = useWhyNot()(tagPeople)
  const isPhone = useIsPhone()
  const paths = usePaths()
  const [value, choose] = useState('')
  const query = usePages(tagPeople, { params: { id: tag.id }, query: value === '' ? {} : { value } }, { enabled: may })
  const columns = useMarkedColumns(tag)
  const shared = {
    rows: query.items,
    columns,
    rowKey: ({ personId, value: of }: Marked) => `${personId}:${of ?? ''}`,
    rowHref: ({ personId }: Marked) => paths.person(personId),
  }
  if (!may) return <p className="lc-soft">{whyNot}</p>
  return (
    <div className="lc-stack">
      {tag.kind === 'interest' ? (
        <Input.Search
          style={{ maxWidth: 320 }}
          aria-label={t('onlyValue')}
          placeholder={t('onlyValue')}
          allowClear
          onSearch={(text) => choose(text.trim())}
        />
      ) : null}
      <Section flush>
        <ErrorNotice error={query.error} onRetry={() => query.refetch()} />
        {query.isPending ? <Skeleton active paragraph={{ rows: 4 }} title={false} style={{ padding: 20 }} /> : null}
        {!query.isPending && !query.error && query.items.length === 0 && !query.hasNextPage ? (
          <EmptyState title={t('nobody')} text={t(`nobodyText.${tag.kind}`)} />
        ) : null}
        {query.items.length > 0 ? isPhone ? <RowCards {...shared} /> : <RowTable {...shared} label={t('tab.people')} /> : null}
        {query.items.length > 0 || query.hasNextPage ? <ListFoot query={query} extras={null} /> : null}
      </Section>
    </div>
  )
}
