/** 触达 · Moments: what members are asked to publish on their Moments, newest first. */
import { createMoment, listMoments } from '@liuchi/server/contract/channels/wecom/moments'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { usePages } from '../../../api/hooks.ts'
import { useWhyNot } from '../../../api/session.ts'
import { ListPage } from '../../../pagekinds/list/list-page.tsx'
import { usePaths } from '../../../paths.ts'
import { useMomentColumns } from './moment-columns.tsx'
import { isUnderWay } from './moment-state.tsx'

const UNDER_WAY_REFRESH_MS = 5_000

export function MomentsPage() {
  const { t } = useTranslation('moments')
  const paths = usePaths()
  const whyNot = useWhyNot()(createMoment)
  const query = usePages(listMoments, {}, { refreshWhile: (items) => (items.some(isUnderWay) ? UNDER_WAY_REFRESH_MS : false) })
  const columns = useMomentColumns()
  const create = (
    <Link to={paths.newMoment()}>
      <Button type="primary" disabled={whyNot !== undefined} title={whyNot}>
        {t('new')}
      </Button>
    </Link>
  )
  return (
    <ListPage
      id="moments"
      title={t('title')}
      lead={t('lead')}
      query={query}
      rowKey={({ id }) => id}
      rowHref={({ id }) => paths.moment(id)}
      columns={columns}
      actions={create}
      empty={{ title: t('empty'), text: t('emptyText'), action: create }}
    />
  )
}
