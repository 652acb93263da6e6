/** When somebody is told of a lost customer. */
import { changeLostSettings, readLostSettings } from '@liuchi/server/contract/channels/wecom/lost'
import { App, Checkbox, Form, InputNumber } from 'antd'
import { useTranslation } from 'react-i18next'
import { useRead, useWrite } from '../../../api/hooks.ts'
import { FormDrawer } from '../../../pagekinds/form/form-drawer.tsx'

const MAX_DAYS = 365

interface Values {
  readonly opensTasks: boolean
  readonly minDays: number
}

export function LostSettingsForm({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const { t } = useTranslation('lost')
  const { message } = App.useApp()
  const current = useRead(readLostSettings, {}).data
  const change = useWrite(changeLostSettings, { stale: ['channels.lost_customers.settings'] })
  if (!current) return null
  return (
    <FormDrawer<Values>
      open={open}
      title={t('settings.label')}
      submitLabel={t('settings.save')}
      initial={current}
      isBusy={change.isPending}
      error={change.error}
      onClose={onClose}
      onSubmit={async (body) => {
        await change.mutateAsync({ body })
        message.success(t('settings.saved'))
        onClose()
      }}
    >
      <Form.Item name="opensTasks" valuePropName="checked">
        <Checkbox>{t('settings.opensTasks')}</Checkbox>
      </Form.Item>
      <Form.Item name="minDays" label={t('settings.minDays')} extra={t('settings.minDaysHint')} rules={[{ required: true }]}>
        <InputNumber min={0} max={MAX_DAYS} precision={0} />
      </Form.Item>
    </FormDrawer>
  )
}
