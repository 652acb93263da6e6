/** What the list of groups shows of each. */
import type { WecomGroup } from '@liuchi/server/contract/channels/wecom/groups'
import { useTranslation } from 'react-i18next'
import { useNumbers } from '../../i18n/formats.ts'
import type { ListColumn } from '../../pagekinds/list/list-column.ts'
import { Moment } from '../../parts/moment.tsx'
import { GroupTag } from '../../parts/wecom-group.tsx'

export function useGroupColumns(): readonly ListColumn<WecomGroup>[] {
  const { t } = useTranslation('groups')
  const numbers = useNumbers()
  return [
    { key: 'name', title: t('column.name'), render: ({ name }) => name || t('noName'), value: ({ name }) => name },
    {
      key: 'state',
      title: t('column.state'),
      render: ({ state }) => <GroupTag state={state} />,
      value: ({ state }) => t(`state.${state}`),
    },
    {
      key: 'owner',
      title: t('column.owner'),
      render: ({ owner, ownerName }) => <span title={owner}>{ownerName || owner}</span>,
      value: ({ owner, ownerName }) => ownerName || owner,
    },
    {
      key: 'customers',
      title: t('column.customers'),
      align: 'right',
      render: ({ customers }) => numbers.count(customers),
      value: ({ customers }) => customers,
    },
    {
      key: 'staff',
      title: t('column.staff'),
      align: 'right',
      render: ({ staff }) => numbers.count(staff),
      value: ({ staff }) => staff,
      notOnPhone: true,
    },
    {
      key: 'createdAt',
      title: t('column.createdAt'),
      render: ({ createdAt }) => <Moment at={createdAt} />,
      value: ({ createdAt }) => createdAt,
    },
    {
      key: 'fetchedAt',
      title: t('column.fetchedAt'),
      render: ({ fetchedAt }) => <Moment at={fetchedAt} ago />,
      value: ({ fetchedAt }) => fetchedAt,
      hiddenAtFirst: true,
    },
  ]
}
