/** The form that makes an existing account a member of this workspace. */
import { addMember, listAccounts } from '@liuchi/server/platform/auth/contract'
import type { BodyInputOf } from '@liuchi/server/platform/contract'
import { Form, Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../api/hooks.ts'
import { FormDrawer } from '../../pagekinds/form/form-drawer.tsx'
import { useRoleOptions } from './role-words.ts'

type Values = BodyInputOf<typeof addMember>

export interface AddMemberProps {
  readonly open: boolean
  readonly onClose: () => void
}

export function AddMember({ open, onClose }: AddMemberProps) {
  const { t } = useTranslation('settings')
  const add = useWrite(addMember, { stale: [listAccounts.name] })
  const roles = useRoleOptions()
  const close = () => {
    add.reset()
    onClose()
  }
  const submit = async (values: Values) => {
    await add.mutateAsync({ body: values })
    close()
  }
  return (
    <FormDrawer<Values>
      open={open}
      title={t('members.add')}
      submitLabel={t('members.add')}
      initial={{ role: 'operator' }}
      onClose={close}
      onSubmit={submit}
      isBusy={add.isPending}
      error={add.error}
    >
      <Form.Item
        name="email"
        label={t('members.email')}
        extra={t('members.addHint')}
        rules={[{ required: true, type: 'email', message: t('members.emailNeeded') }]}
      >
        <Input type="email" autoFocus autoComplete="off" />
      </Form.Item>
      <Form.Item name="role" label={t('members.role')} rules={[{ required: true, message: t('needed') }]}>
        <Select options={roles} />
      </Form.Item>
    </FormDrawer>
  )
}
