/** The form of a new workspace; it comes with a write key and the code to use it. */
import { createWorkspace, listWorkspaces } from '@liuchi/server/platform/auth/contract'
import { Form, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useWrite } from '../../api/hooks.ts'
import { useRefreshMe } from '../../api/session.ts'
import { FormDrawer } from '../../pagekinds/form/form-drawer.tsx'
import { TimeZoneSelect } from '../../parts/time-zone-select.tsx'
import { pathsIn } from '../../paths.ts'
import { SendEvents } from '../today/send-events.tsx'

const NAME_PATTERN = /^[a-z0-9_-]{1,63}$/

interface Values {
  readonly name: string
  readonly timeZone: string
}

export interface CreateWorkspaceProps {
  readonly open: boolean
  readonly onClose: () => void
}

export function CreateWorkspace({ open, onClose }: CreateWorkspaceProps) {
  const { t } = useTranslation('settings')
  const create = useWrite(createWorkspace, { stale: [listWorkspaces.name] })
  const refresh = useRefreshMe()
  const close = () => {
    // The new workspace joins the switcher only now: asking earlier would draw the frame anew and take its key away.
    if (create.data) void refresh()
    create.reset()
    onClose()
  }
  const made = create.data
  return (
    <FormDrawer<Values>
      open={open}
      title={t('workspaces.new')}
      submitLabel={t('workspaces.create')}
      initial={{ timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone }}
      onClose={close}
      onSubmit={(values) => create.mutateAsync({ body: values })}
      isBusy={create.isPending}
      error={create.error}
      result={
        made ? (
          <div className="lc-stack">
            <p>{t('workspaces.made', { name: made.name })}</p>
            <SendEvents writeKey={made.writeKey} />
            <Link to={pathsIn(made.name).today()} onClick={close} reloadDocument>
              {t('workspaces.open', { name: made.name })}
            </Link>
          </div>
        ) : undefined
      }
    >
      <Form.Item
        name="name"
        label={t('workspaces.name')}
        extra={t('workspaces.nameHint')}
        rules={[{ required: true, pattern: NAME_PATTERN, message: t('workspaces.nameBad') }]}
      >
        <Input maxLength={63} autoFocus />
      </Form.Item>
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
