/** Who is in an audience. */
import { type Audience, type AudienceMember, audienceMembers } from '@liuchi/server/contract/audience'
import { Skeleton } from 'antd'
import { useTranslation } from 'react-i18next'
import { usePages } from '../../../api/hooks.ts'
import { useMay } from '../../../api/session.ts'
import type { ListColumn } from '../../../pagekinds/list/list-column.ts'
import { ListFoot } from '../../../pagekinds/list/list-foot.tsx'
import { RowCards } from '../../../pagekinds/list/row-cards.tsx'
import { RowTable } from '../../../pagekinds/list/row-table.tsx'
import { EmptyState } from '../../../parts/empty-state.tsx'
import { ErrorNotice } from '../../../parts/error-notice.tsx'
import { Moment } from '../../../parts/moment.tsx'
import { usePersonName } from '../../../parts/person-name.ts'
import { useIsPhone } from '../../../parts/screen-width.ts'
import { Section } from '../../../parts/section.tsx'
import { usePaths } from '../../../paths.ts'
import { IdentifierTag } from '../identity/identifier-tag.tsx'

const IDENTIFIERS_SHOWN = 3

function useMemberColumns(kind: Audience['kind']): readonly ListColumn<AudienceMember>[] {
  const { t } = useTranslation('audiences')
  const { t: people } = useTranslation('people')
  const nameOf = usePersonName()
  return [
    { key: 'name', title: people('column.name'), render: (member) => nameOf(member), value: (member) => nameOf(member) },
    {
      key: 'identifiers',
      title: people('column.identifiers'),
      render: ({ identifiers, identifiersTotal }) => (
        <span className="lc-row" style={{ gap: 4 }}>
          {identifiers.slice(0, IDENTIFIERS_SHOWN).map((one) => (
            <IdentifierTag key={`${one.kind}:${one.value}`} identifier={one} />
          ))}
          {identifiersTotal > IDENTIFIERS_SHOWN ? <span className="lc-soft">+{identifiersTotal - IDENTIFIERS_SHOWN}</span> : null}
        </span>
      ),
      value: ({ identifiers }) => identifiers.map(({ kind: of, value }) => `${of}:${value}`).join(' '),
    },
    {
      key: 'firstSeenAt',
      title: people('column.firstSeenAt'),
      render: ({ firstSeenAt }) => <Moment at={firstSeenAt} />,
      value: ({ firstSeenAt }) => firstSeenAt,
    },
    ...(kind === 'live'
      ? [
          {
            key: 'enteredAt',
            title: t('column.enteredAt'),
            render: ({ enteredAt }: AudienceMember) => <Moment at={enteredAt} ago />,
            value: ({ enteredAt }: AudienceMember) => enteredAt,
          },
        ]
      : []),
  ]
}

export function AudienceMembers({ audience }: { readonly audience: Audience }) {
  const { t } = useTranslation('audiences')
  const may = useMay()
  const isPhone = useIsPhone()
  const paths = usePaths()
  const mayRead = may(audienceMembers)
  const query = usePages(audienceMembers, { params: { id: audience.id } }, { enabled: mayRead })
  const columns = useMemberColumns(audience.kind)
  const shared = {
    rows: query.items,
    columns,
    rowKey: ({ id }: AudienceMember) => id,
    rowHref: ({ id }: AudienceMember) => paths.person(id),
  }
  if (query.isPending) return <Skeleton active paragraph={{ rows: 6 }} title={false} />
  return (
    <Section flush>
      <ErrorNotice error={query.error} onRetry={() => query.refetch()} />
      {!query.error && query.items.length === 0 && !query.hasNextPage ? (
        <EmptyState title={t(audience.state === 'computing' ? 'members.computing' : 'members.none')} />
      ) : null}
      {query.items.length > 0 ? isPhone ? <RowCards {...shared} /> : <RowTable {...shared} label={t('tab.members')} /> : null}
      {query.items.length > 0 || query.hasNextPage ? <ListFoot query={query} extras={null} /> : null}
    </Section>
  )
}
