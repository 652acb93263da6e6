/** Settings · channels: the WeCom corps that the workspace is connected to. */
import { listWecomCorps, putWecomCorp, type WecomCorp } from '@liuchi/server/contract/channels/wecom/connection'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../../api/hooks.ts'
import { useWhyNot } from '../../../api/session.ts'
import { ListPage } from '../../../pagekinds/list/list-page.tsx'
import { usePaths } from '../../../paths.ts'
import { ConnectCorp } from './connect-corp.tsx'
import { useCorpColumns } from './corp-columns.tsx'
import { isLocal, LocalWechatNotice } from './local-wechat.tsx'

const NO_CORPS: readonly WecomCorp[] = []

export function ChannelsPage() {
  const { t } = useTranslation('channels')
  const paths = usePaths()
  const [isConnecting, connect] = useState(false)
  const whyNot = useWhyNot()(putWecomCorp)
  const query = useRead(listWecomCorps, {})
  const columns = useCorpColumns()
  const corps = query.data?.items ?? NO_CORPS
  const local = corps.find(isLocal)
  const add = (
    <Button type="primary" disabled={whyNot !== undefined} title={whyNot} onClick={() => connect(true)}>
      {t('connect')}
    </Button>
  )
  return (
    <>
      <ListPage
        id="channels"
        title={t('title')}
        lead={t('lead')}
        query={{ ...query, items: corps }}
        rowKey={({ corpId }) => corpId}
        rowHref={({ corpId }) => paths.corp(corpId)}
        columns={columns}
        above={local ? <LocalWechatNotice corp={local} /> : null}
        actions={corps.length > 0 ? add : null}
        empty={{ title: t('none'), text: t('noneText'), action: add }}
      />
      <ConnectCorp open={isConnecting} onClose={() => connect(false)} />
    </>
  )
}
