/** Columns of the members. */
import type { listAccounts } from '@liuchi/server/platform/auth/contract'
import type { ResponseOf } from '@liuchi/server/platform/contract'
import { Tag } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { ListColumn } from '../../pagekinds/list/list-column.ts'
import { Moment } from '../../parts/moment.tsx'
import { StateTag } from '../../parts/state-tag.tsx'
import { useRoleWords } from './role-words.ts'

export type Account = ResponseOf<typeof listAccounts>['items'][number]

export function useAccountColumns(action: (account: Account) => ReactNode): readonly ListColumn<Account>[] {
  const { t } = useTranslation('settings')
  const roleWords = useRoleWords()
  const stateWord = (account: Account) => t(account.disabled ? 'members.state.disabled' : 'members.state.active')
  return [
    { key: 'name', title: t('members.name'), render: ({ name }) => name, value: ({ name }) => name },
    { key: 'email', title: t('members.email'), render: ({ email }) => email, value: ({ email }) => email },
    {
      key: 'role',
      title: t('members.role'),
      render: ({ role, everyWorkspace }) => (
        <span className="lc-row">
          {roleWords(role)}
          {everyWorkspace ? <Tag>{t('members.everyWorkspace')}</Tag> : null}
        </span>
      ),
      value: ({ role }) => roleWords(role),
    },
    {
      key: 'state',
      title: t('members.state.title'),
      render: (account) => <StateTag state={account.disabled ? 'refused' : 'live'}>{stateWord(account)}</StateTag>,
      value: stateWord,
    },
    {
      key: 'signedInAt',
      title: t('members.signedInAt'),
      render: ({ signedInAt }) => <Moment at={signedInAt} ago />,
      value: ({ signedInAt }) => signedInAt,
    },
    {
      key: 'createdAt',
      title: t('members.createdAt'),
      render: ({ createdAt }) => <Moment at={createdAt} />,
      value: ({ createdAt }) => createdAt,
      hiddenAtFirst: true,
    },
    { key: 'action', title: '', render: action, value: () => '', align: 'right' },
  ]
}
