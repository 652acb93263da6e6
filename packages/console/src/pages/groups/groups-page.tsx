/** 社群 · customer groups: all of them, with how many people are in them, in several, and nobody's contact. */
import { GROUP_ORDERS, listGroups, readGroupOverview, WecomGroup } from '@liuchi/server/contract/channels/wecom/groups'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { usePages, useRead } from '../../api/hooks.ts'
import { useMay } from '../../api/session.ts'
import { useListAddress } from '../../pagekinds/list/list-address.ts'
import type { ListFilter } from '../../pagekinds/list/list-column.ts'
import { ListPage } from '../../pagekinds/list/list-page.tsx'
import { usePaths } from '../../paths.ts'
import { useGroupColumns } from './group-columns.tsx'
import { GroupsOverview } from './groups-overview.tsx'

const STATES = WecomGroup.shape.state.options
/** WW: who scans a code comes in up to two hundred people. */
const SIZES = { small: { most: 49 }, middle: { least: 50, most: 149 }, large: { least: 150, most: 199 }, full: { least: 200 } } as const
const SIZE_NAMES = ['small', 'middle', 'large', 'full'] as const

function useFilters(): readonly ListFilter[] {
  const { t } = useTranslation('groups')
  const owners = useRead(readGroupOverview, {}).data?.owners ?? []
  return [
    {
      key: 'owner',
      label: t('filter.owner'),
      kind: 'choice',
      options: owners.map(({ userId, name }) => ({ value: userId, label: name || userId })),
    },
    { key: 'state', label: t('filter.state'), kind: 'choice', options: STATES.map((one) => ({ value: one, label: t(`state.${one}`) })) },
    { key: 'size', label: t('filter.size'), kind: 'choice', options: SIZE_NAMES.map((one) => ({ value: one, label: t(`filter.${one}`) })) },
    {
      key: 'order',
      label: t('filter.order'),
      kind: 'choice',
      options: GROUP_ORDERS.map((one) => ({ value: one, label: t(`order.${one}`) })),
    },
  ]
}

export function GroupsPage() {
  const { t } = useTranslation('groups')
  const paths = usePaths()
  const address = useListAddress()
  const owner = address.get('owner')
  const state = STATES.find((one) => one === address.get('state'))
  const order = GROUP_ORDERS.find((one) => one === address.get('order'))
  const size = SIZE_NAMES.find((one) => one === address.get('size'))
  const query = usePages(listGroups, {
    query: {
      ...(address.q === '' ? {} : { q: address.q }),
      ...(owner === '' ? {} : { owner }),
      ...(state ? { state } : {}),
      ...(order ? { order } : {}),
      ...(size ? SIZES[size] : {}),
    },
  })
  const may = useMay()(listGroups)
  return (
    <ListPage
      id="groups"
      title={t('title')}
      lead={t('lead')}
      query={query}
      rowKey={({ corpId, chatId }) => `${corpId}:${chatId}`}
      rowHref={({ chatId }) => paths.group(chatId)}
      columns={useGroupColumns()}
      search={{ placeholder: t('search') }}
      filters={useFilters()}
      above={may ? <GroupsOverview /> : null}
      empty={{
        title: t('empty'),
        text: t('emptyText'),
        action: (
          <Link to={paths.channels()}>
            <Button type="primary">{t('emptyAction')}</Button>
          </Link>
        ),
      }}
    />
  )
}
