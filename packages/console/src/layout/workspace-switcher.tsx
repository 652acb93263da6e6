/** Which workspace is in view; workspaces share nothing, so switching leads to its start. */
import { DownOutlined } from '@ant-design/icons'
import { Button, Dropdown } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useMe } from '../api/session.ts'
import { pathsIn, useWorkspaceName } from '../paths.ts'

const MENU_HEIGHT = '60vh'

export function WorkspaceSwitcher() {
  const { t } = useTranslation('frame')
  const { data } = useMe()
  const current = useWorkspaceName()
  const navigate = useNavigate()
  const items = (data?.workspaces ?? []).map(({ name, timeZone }) => ({
    key: name,
    label: name,
    extra: <span className="lc-soft lc-small">{timeZone}</span>,
    onClick: () => navigate(pathsIn(name).today()),
  }))
  return (
    <Dropdown
      destroyOnHidden
      trigger={['click']}
      menu={{ items, selectedKeys: current ? [current] : [], style: { maxHeight: MENU_HEIGHT, overflowY: 'auto' } }}
    >
      <Button color="default" variant="filled" aria-label={`${t('workspace')}: ${current ?? ''}`}>
        {current}
        <DownOutlined aria-hidden style={{ fontSize: 11 }} />
      </Button>
    </Dropdown>
  )
}
