/** The form of a member: name, role, a new password. */
import { listAccounts, updateAccount } from '@liuchi/server/platform/auth/contract'
import type { BodyInputOf } from '@liuchi/server/platform/contract'
import { Form, Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../api/hooks.ts'
import { useRefreshMe } from '../../api/session.ts'
import { FormDrawer } from '../../pagekinds/form/form-drawer.tsx'
import type { Account } from './account-columns.tsx'
import { useRoleOptions } from './role-words.ts'

type Values = BodyInputOf<typeof updateAccount>

export interface EditAccountProps {
  /** Undefined: closed. */
  readonly account: Account | undefined
  readonly onClose: () => void
}

/** Only what was changed: a role left alone needs no permission to give it. */
function changesOf(account: Account, values: Values): Values {
  const { name, role, password } = values
  return {
    ...(name !== undefined && name !== account.name ? { name } : {}),
    ...(role !== undefined && role !== account.role ? { role } : {}),
    ...(password ? { password } : {}),
  }
}

export function EditAccount({ account, onClose }: EditAccountProps) {
  const { t } = useTranslation('settings')
  const update = useWrite(updateAccount, { stale: [listAccounts.name] })
  const refresh = useRefreshMe()
  const roles = useRoleOptions()
  const close = () => {
    update.reset()
    onClose()
  }
  const submit = async (values: Values) => {
    if (!account) return
    await update.mutateAsync({ params: { id: account.id }, body: changesOf(account, values) })
    close()
    await refresh()
  }
  return (
    <FormDrawer<Values>
      open={account !== undefined}
      title={account?.email ?? ''}
      submitLabel={t('save')}
      initial={account ? { name: account.name, role: account.role as NonNullable<Values['role']> } : {}}
      onClose={close}
      onSubmit={submit}
      isBusy={update.isPending}
      error={update.error}
    >
      <Form.Item name="name" label={t('members.name')} rules={[{ required: true, whitespace: true, message: t('needed') }]}>
        <Input maxLength={100} autoComplete="off" />
      </Form.Item>
      <Form.Item name="role" label={t('members.role')}>
        <Select options={roles} />
      </Form.Item>
      <Form.Item
        name="password"
        label={t('password.reset')}
        extra={t('password.resetHint')}
        rules={[{ min: 10, message: t('password.hint', { count: 10 }) }]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
    </FormDrawer>
  )
}
