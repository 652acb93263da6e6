/** The form of a workspace that exists: its time zone. */
import { listWorkspaces, updateWorkspace, type workspaceShape } from '@liuchi/server/platform/auth/contract'
import { Form } from 'antd'
import { useTranslation } from 'react-i18next'
import type { z } from 'zod'
import { useWrite } from '../../api/hooks.ts'
import { useRefreshMe } from '../../api/session.ts'
import { FormDrawer } from '../../pagekinds/form/form-drawer.tsx'
import { TimeZoneSelect } from '../../parts/time-zone-select.tsx'

interface Values {
  readonly timeZone: string
}

export interface EditWorkspaceProps {
  /** Undefined: closed. */
  readonly workspace: z.output<typeof workspaceShape> | undefined
  readonly onClose: () => void
}

export function EditWorkspace({ workspace, onClose }: EditWorkspaceProps) {
  const { t } = useTranslation('settings')
  const update = useWrite(updateWorkspace, { stale: [listWorkspaces.name] })
  const refresh = useRefreshMe()
  const submit = async ({ timeZone }: Values) => {
    if (!workspace) return
    await update.mutateAsync({ params: { name: workspace.name }, body: { timeZone } })
    onClose()
    await refresh()
  }
  return (
    <FormDrawer<Values>
      open={workspace !== undefined}
      title={workspace?.name ?? ''}
      submitLabel={t('save')}
      initial={workspace ? { timeZone: workspace.timeZone } : {}}
      onClose={onClose}
      onSubmit={submit}
      isBusy={update.isPending}
      error={update.error}
    >
      <Form.Item
        name="timeZone"
        label={t('workspaces.timeZone')}
        extra={t('workspaces.timeZoneHint')}
        rules={[{ required: true, message: t('needed') }]}
      >
        <TimeZoneSelect />
      </Form.Item>
    </FormDrawer>
  )
}
