/** Settings · members: accounts of this workspace, their roles, and what the roles may do. */
import { createAccount, listAccounts, removeMember, updateAccount } from '@liuchi/server/platform/auth/contract'
import { Button, Space } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { usePages, useWrite } from '../../api/hooks.ts'
import { useMe, useWhyNot } from '../../api/session.ts'
import { ListPage } from '../../pagekinds/list/list-page.tsx'
import { ConfirmButton } from '../../parts/confirm-button.tsx'
import { type Account, useAccountColumns } from './account-columns.tsx'
import { AddMember } from './add-member.tsx'
import { CreateAccount } from './create-account.tsx'
import { EditAccount } from './edit-account.tsx'
import { RolesTable } from './roles-table.tsx'

function MemberActions({ account, onEdit }: { readonly account: Account; readonly onEdit: () => void }) {
  const { t } = useTranslation('settings')
  const { data: me } = useMe()
  const whyNot = useWhyNot()
  const update = useWrite(updateAccount, { stale: [listAccounts.name] })
  const remove = useWrite(removeMember, { stale: [listAccounts.name] })
  const isSelf = me?.id === account.id
  const notSelf = isSelf ? t('members.notYourself') : undefined
  return (
    <Space size={8}>
      <Button size="small" disabled={whyNot(updateAccount) !== undefined} onClick={onEdit}>
        {t('members.edit')}
      </Button>
      {account.disabled ? (
        <Button
          size="small"
          loading={update.isPending}
          onClick={() => update.mutate({ params: { id: account.id }, body: { disabled: false } })}
        >
          {t('members.enable')}
        </Button>
      ) : (
        <ConfirmButton
          size="small"
          label={t('members.disable')}
          question={t('members.disableQuestion', { name: account.name })}
          consequence={t('members.disableConsequence')}
          whyNot={whyNot(updateAccount) ?? notSelf}
          run={() => update.mutateAsync({ params: { id: account.id }, body: { disabled: true } })}
        />
      )}
      {account.everyWorkspace ? null : (
        <ConfirmButton
          size="small"
          label={t('members.remove')}
          question={t('members.removeQuestion', { name: account.name })}
          consequence={t('members.removeConsequence')}
          whyNot={whyNot(removeMember) ?? notSelf}
          run={() => remove.mutateAsync({ params: { id: account.id } })}
        />
      )}
    </Space>
  )
}

export function MembersPage() {
  const { t } = useTranslation('settings')
  const [shown, show] = useState<'create' | 'add'>()
  const [edited, edit] = useState<Account>()
  const query = usePages(listAccounts, {})
  const whyNot = useWhyNot()(createAccount)
  const columns = useAccountColumns((account) => <MemberActions account={account} onEdit={() => edit(account)} />)
  return (
    <div className="lc-stack">
      <div>
        <ListPage
          id="members"
          title={t('members.title')}
          lead={t('members.lead')}
          query={query}
          rowKey={({ id }) => id}
          columns={columns}
          actions={
            <>
              <Button disabled={whyNot !== undefined} title={whyNot} onClick={() => show('add')}>
                {t('members.add')}
              </Button>
              <Button type="primary" disabled={whyNot !== undefined} title={whyNot} onClick={() => show('create')}>
                {t('members.new')}
              </Button>
            </>
          }
          empty={{ title: t('members.none') }}
        />
      </div>
      <RolesTable />
      <CreateAccount open={shown === 'create'} onClose={() => show(undefined)} />
      <AddMember open={shown === 'add'} onClose={() => show(undefined)} />
      <EditAccount account={edited} onClose={() => edit(undefined)} />
    </div>
  )
}
