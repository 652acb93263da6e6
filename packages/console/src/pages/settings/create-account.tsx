/** The form of a new account; without a password one is made and shown this once. */
import { createAccount, listAccounts } from '@liuchi/server/platform/auth/contract'
import type { BodyInputOf } from '@liuchi/server/platform/contract'
import { Alert, Form, Input, Select, Switch } from 'antd'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../api/hooks.ts'
import { useMe } from '../../api/session.ts'
import { FormDrawer } from '../../pagekinds/form/form-drawer.tsx'
import { CopyText } from '../../parts/copy-text.tsx'
import { useRoleOptions } from './role-words.ts'

type Values = BodyInputOf<typeof createAccount>

export interface CreateAccountProps {
  readonly open: boolean
  readonly onClose: () => void
}

export function CreateAccount({ open, onClose }: CreateAccountProps) {
  const { t } = useTranslation('settings')
  const { data: me } = useMe()
  const create = useWrite(createAccount, { stale: [listAccounts.name] })
  const roles = useRoleOptions()
  const close = () => {
    create.reset()
    onClose()
  }
  const submit = async (values: Values) => {
    const { password, ...rest } = values
    await create.mutateAsync({ body: password ? { ...rest, password } : rest })
  }
  const made = create.data
  return (
    <FormDrawer<Values>
      open={open}
      title={t('members.new')}
      submitLabel={t('members.create')}
      initial={{ role: 'operator' }}
      onClose={close}
      onSubmit={submit}
      isBusy={create.isPending}
      error={create.error}
      result={
        made ? (
          <Alert
            type="success"
            showIcon
            title={t('members.made')}
            description={made.password ? <CopyText text={made.password} /> : undefined}
          />
        ) : undefined
      }
    >
      <Form.Item name="email" label={t('members.email')} rules={[{ required: true, type: 'email', message: t('members.emailNeeded') }]}>
        <Input type="email" autoFocus autoComplete="off" />
      </Form.Item>
      <Form.Item name="name" label={t('members.name')} rules={[{ required: true, whitespace: true, message: t('needed') }]}>
        <Input maxLength={100} autoComplete="off" />
      </Form.Item>
      <Form.Item name="role" label={t('members.role')} rules={[{ required: true, message: t('needed') }]}>
        <Select options={roles} />
      </Form.Item>
      <Form.Item
        name="password"
        label={t('password.first')}
        extra={t('password.firstHint')}
        rules={[{ min: 10, message: t('password.hint', { count: 10 }) }]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      {me?.everyWorkspace ? (
        <Form.Item name="everyWorkspace" label={t('members.everyWorkspace')} valuePropName="checked">
          <Switch />
        </Form.Item>
      ) : null}
    </FormDrawer>
  )
}
