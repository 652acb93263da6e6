/** The form of one's own password. */
import { changePassword, listSessions } from '@liuchi/server/platform/auth/contract'
import { App, Form, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../api/hooks.ts'
import { FormDrawer } from '../../pagekinds/form/form-drawer.tsx'

const PASSWORD_MIN_CHARACTERS = 10
const PASSWORD_MAX_CHARACTERS = 200

interface Values {
  readonly currentPassword: string
  readonly newPassword: string
}

export interface ChangePasswordProps {
  readonly open: boolean
  readonly onClose: () => void
}

export function ChangePassword({ open, onClose }: ChangePasswordProps) {
  const { t } = useTranslation('settings')
  const { message } = App.useApp()
  const change = useWrite(changePassword, { stale: [listSessions.name] })
  const close = () => {
    change.reset()
    onClose()
  }
  const submit = async (values: Values) => {
    await change.mutateAsync({ body: values })
    message.success(t('password.changed'))
    close()
  }
  return (
    <FormDrawer<Values>
      open={open}
      title={t('password.change')}
      submitLabel={t('save')}
      initial={{}}
      onClose={close}
      onSubmit={submit}
      isBusy={change.isPending}
      error={change.error}
    >
      <Form.Item name="currentPassword" label={t('password.current')} rules={[{ required: true, message: t('needed') }]}>
        <Input.Password autoComplete="current-password" autoFocus />
      </Form.Item>
      <Form.Item
        name="newPassword"
        label={t('password.new')}
        extra={t('password.hint', { count: PASSWORD_MIN_CHARACTERS })}
        rules={[
          {
            required: true,
            min: PASSWORD_MIN_CHARACTERS,
            max: PASSWORD_MAX_CHARACTERS,
            message: t('password.hint', { count: PASSWORD_MIN_CHARACTERS }),
          },
        ]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
    </FormDrawer>
  )
}
