/** Columns of the API keys. */
import type { listKeys } from '@liuchi/server/platform/auth/contract'
import type { ResponseOf } from '@liuchi/server/platform/contract'
import { Space, Tag } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { now } from '../../clock.ts'
import type { ListColumn } from '../../pagekinds/list/list-column.ts'
import { Moment } from '../../parts/moment.tsx'
import { StateTag } from '../../parts/state-tag.tsx'
import type { ThingState } from '../../theme/states.ts'

export type ApiKey = ResponseOf<typeof listKeys>['items'][number]

const PERMISSIONS_SHOWN = 3

function stateOf(key: ApiKey): Extract<ThingState, 'live' | 'ended' | 'refused'> {
  if (key.revokedAt !== null) return 'refused'
  return key.expiresAt !== null && Date.parse(key.expiresAt) <= now() ? 'ended' : 'live'
}

function Permissions({ names }: { readonly names: readonly string[] }) {
  const rest = names.slice(PERMISSIONS_SHOWN)
  return (
    <Space size={4} wrap title={names.join(', ')}>
      {names.slice(0, PERMISSIONS_SHOWN).map((name) => (
        <Tag key={name}>{name}</Tag>
      ))}
      {rest.length > 0 ? <span className="lc-soft">+{rest.length}</span> : null}
    </Space>
  )
}

export function useApiKeyColumns(action: (key: ApiKey) => ReactNode): readonly ListColumn<ApiKey>[] {
  const { t } = useTranslation('settings')
  return [
    { key: 'name', title: t('keys.name'), render: (key) => key.name, value: (key) => key.name },
    {
      key: 'state',
      title: t('keys.state.title'),
      render: (key) => <StateTag state={stateOf(key)}>{t(`keys.state.${stateOf(key)}`)}</StateTag>,
      value: (key) => t(`keys.state.${stateOf(key)}`),
    },
    { key: 'hint', title: t('keys.hint'), render: (key) => <span className="lc-mono">{key.hint}</span>, value: (key) => key.hint },
    {
      key: 'permissions',
      title: t('keys.permissions'),
      render: (key) => <Permissions names={key.permissions} />,
      value: (key) => key.permissions.join(' '),
    },
    {
      key: 'scope',
      title: t('keys.scope'),
      render: (key) => t(key.everyWorkspace ? 'keys.everyWorkspace' : 'keys.thisWorkspace'),
      value: (key) => t(key.everyWorkspace ? 'keys.everyWorkspace' : 'keys.thisWorkspace'),
      hiddenAtFirst: true,
    },
    { key: 'usedAt', title: t('keys.usedAt'), render: (key) => <Moment at={key.usedAt} ago />, value: (key) => key.usedAt },
    {
      key: 'expiresAt',
      title: t('keys.expiresAt'),
      render: (key) => <Moment at={key.expiresAt} />,
      value: (key) => key.expiresAt,
      hiddenAtFirst: true,
    },
    { key: 'createdAt', title: t('keys.createdAt'), render: (key) => <Moment at={key.createdAt} />, value: (key) => key.createdAt },
    { key: 'createdBy', title: t('keys.createdBy'), render: (key) => key.createdBy, value: (key) => key.createdBy, hiddenAtFirst: true },
    { key: 'action', title: '', render: action, value: () => '', align: 'right' },
  ]
}
