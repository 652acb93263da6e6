/** The form of a new API key; the key is shown this once. */
import { createKey, listKeys, listRoles } from '@liuchi/server/platform/auth/contract'
import { Alert, DatePicker, Form, Input, Select, Switch } from 'antd'
import type { Dayjs } from 'dayjs'
import { useTranslation } from 'react-i18next'
import { useRead, useWrite } from '../../api/hooks.ts'
import { useMe } from '../../api/session.ts'
import { useLanguage } from '../../i18n/formats.ts'
import { FormDrawer } from '../../pagekinds/form/form-drawer.tsx'
import { CopyText } from '../../parts/copy-text.tsx'

interface Values {
  readonly name: string
  readonly permissions: string[]
  readonly expiresAt?: Dayjs | null
  readonly everyWorkspace?: boolean
}

export interface CreateApiKeyProps {
  readonly open: boolean
  readonly onClose: () => void
}

function usePermissionOptions() {
  const { t } = useTranslation('settings')
  const language = useLanguage()
  const { data } = useRead(listRoles, {})
  const named = (data?.permissions ?? []).map(({ name, words }) => ({
    value: name,
    label: `${name} · ${language === 'en' ? words.en : words.zh}`,
  }))
  return [{ value: '*', label: `* · ${t('keys.everything')}` }, ...named]
}

function NewKey({ apiKey }: { readonly apiKey: string }) {
  const { t } = useTranslation('settings')
  return <Alert type="success" showIcon title={t('keys.shownOnce')} description={<CopyText text={apiKey} />} />
}

export function CreateApiKey({ open, onClose }: CreateApiKeyProps) {
  const { t } = useTranslation('settings')
  const { data: me } = useMe()
  const create = useWrite(createKey, { stale: [listKeys.name] })
  const options = usePermissionOptions()
  const close = () => {
    create.reset()
    onClose()
  }
  const submit = ({ name, permissions, expiresAt, everyWorkspace }: Values) =>
    create.mutateAsync({
      body: {
        name,
        permissions,
        everyWorkspace: everyWorkspace ?? false,
        ...(expiresAt ? { expiresAt: expiresAt.endOf('day').toISOString() } : {}),
      },
    })
  return (
    <FormDrawer<Values>
      open={open}
      title={t('keys.newApi')}
      submitLabel={t('keys.create')}
      initial={{ permissions: ['events.read', 'insights.read'] }}
      onClose={close}
      onSubmit={submit}
      isBusy={create.isPending}
      error={create.error}
      result={create.data ? <NewKey apiKey={create.data.key} /> : undefined}
    >
      <Form.Item
        name="name"
        label={t('keys.name')}
        extra={t('keys.nameHint')}
        rules={[{ required: true, whitespace: true, message: t('needed') }]}
      >
        <Input maxLength={100} autoFocus />
      </Form.Item>
      <Form.Item
        name="permissions"
        label={t('keys.permissions')}
        extra={t('keys.permissionsHint')}
        rules={[{ required: true, message: t('needed') }]}
      >
        <Select mode="multiple" options={options} showSearch={{ optionFilterProp: 'label' }} />
      </Form.Item>
      <Form.Item name="expiresAt" label={t('keys.expiresAt')} extra={t('keys.expiresHint')}>
        <DatePicker style={{ width: '100%' }} />
      </Form.Item>
      {me?.everyWorkspace ? (
        <Form.Item name="everyWorkspace" label={t('keys.everyWorkspace')} valuePropName="checked">
          <Switch />
        </Form.Item>
      ) : null}
    </FormDrawer>
  )
}
