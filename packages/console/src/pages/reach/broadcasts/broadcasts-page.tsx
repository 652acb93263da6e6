/** 触达 · broadcasts: what was sent to whom at once, newest first. */
import { createBroadcast, listBroadcasts } from '@liuchi/server/contract/reach'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { usePages } from '../../../api/hooks.ts'
import { useWhyNot } from '../../../api/session.ts'
import { ListPage } from '../../../pagekinds/list/list-page.tsx'
import { usePaths } from '../../../paths.ts'
import { useBroadcastColumns } from './broadcast-columns.tsx'
import { isUnderWay } from './broadcast-state.tsx'

const UNDER_WAY_REFRESH_MS = 5_000

export function BroadcastsPage() {
  const { t } = useTranslation('reach')
  const paths = usePaths()
  const whyNot = useWhyNot()(createBroadcast)
  const query = usePages(
    listBroadcasts,
    {},
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
      actions={create}
      empty={{ title: t('empty'), text: t('emptyText'), action: create }}
    />
  )
}
