/** 触达 · broadcasts: what was sent to whom at once, newest first. */
import { BROADCAST_STATES, createBroadcast, listBroadcastMakers, listBroadcasts } from '@liuchi/server/contract/reach'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { usePages, useRead } from '../../../api/hooks.ts'
import { useWhyNot } from '../../../api/session.ts'
import { useListAddress } from '../../../pagekinds/list/list-address.ts'
import { ListPage } from '../../../pagekinds/list/list-page.tsx'
import { usePaths } from '../../../paths.ts'
import { useBroadcastColumns } from './broadcast-columns.tsx'
import { isUnderWay } from './broadcast-state.tsx'
import { HaltButton, HaltNotice } from './halt-notice.tsx'

const UNDER_WAY_REFRESH_MS = 5_000
const STATUS_KEY = 'status'
const MAKER_KEY = 'by'
const DAY_KEY = 'day'
const DAY = /^\d{4}-\d{2}-\d{2}$/

export function BroadcastsPage() {
  const { t } = useTranslation('reach')
  const paths = usePaths()
  const whyNot = useWhyNot()(createBroadcast)
  const address = useListAddress()
  const makers = useRead(listBroadcastMakers, {}).data?.items ?? []
  const status = BROADCAST_STATES.find((one) => one === address.get(STATUS_KEY))
  const [createdBy, day] = [address.get(MAKER_KEY), address.get(DAY_KEY)]
  const query = usePages(
    listBroadcasts,
    {
      query: {
        ...(address.q === '' ? {} : { q: address.q }),
        ...(status ? { status } : {}),
        ...(createdBy === '' ? {} : { createdBy }),
        ...(DAY.test(day) ? { day } : {}),
      },
    },
    { refreshWhile: (items) => (items.some(({ status }) => isUnderWay(status)) ? UNDER_WAY_REFRESH_MS : false) },
  )
  const columns = useBroadcastColumns()
  const create = (
    <Link to={paths.newBroadcast()}>
      <Button type="primary" disabled={whyNot !== undefined} title={whyNot}>
        {t('new')}
      </Button>
    </Link>
  )
  return (
    <ListPage
      id="broadcasts"
      title={t('title')}
      lead={t('lead')}
      query={query}
      rowKey={({ id }) => id}
      rowHref={({ id }) => paths.broadcast(id)}
      columns={columns}
      search={{ placeholder: t('search') }}
      filters={[
        {
          key: STATUS_KEY,
          label: t('column.status'),
          kind: 'choice',
          options: BROADCAST_STATES.map((one) => ({ value: one, label: t(`status.${one}`) })),
        },
        { key: MAKER_KEY, label: t('filter.by'), kind: 'choice', options: makers.map((name) => ({ value: name, label: name })) },
        { key: DAY_KEY, label: t('column.when'), kind: 'day' },
      ]}
      above={<HaltNotice />}
      actions={
        <>
          <HaltButton />
          {create}
        </>
      }
      empty={{ title: t('empty'), text: t('emptyText'), action: create }}
    />
  )
}
