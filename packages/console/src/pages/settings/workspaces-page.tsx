/** Settings · workspaces: separate pools with their own people, events and time zone. */
import { createWorkspace, listWorkspaces, updateWorkspace } from '@liuchi/server/platform/auth/contract'
import type { ResponseOf } from '@liuchi/server/platform/contract'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { usePages } from '../../api/hooks.ts'
import { useWhyNot } from '../../api/session.ts'
import type { ListColumn } from '../../pagekinds/list/list-column.ts'
import { ListPage } from '../../pagekinds/list/list-page.tsx'
import { Moment } from '../../parts/moment.tsx'
import { pathsIn } from '../../paths.ts'
import { CreateWorkspace } from './create-workspace.tsx'
import { EditWorkspace } from './edit-workspace.tsx'

type Workspace = ResponseOf<typeof listWorkspaces>['items'][number]

function useColumns(edit: (workspace: Workspace) => void): readonly ListColumn<Workspace>[] {
  const { t } = useTranslation('settings')
  const whyNot = useWhyNot()(updateWorkspace)
  return [
    {
      key: 'name',
      title: t('workspaces.name'),
      render: ({ name }) => <Link to={pathsIn(name).today()}>{name}</Link>,
      value: ({ name }) => name,
    },
    { key: 'timeZone', title: t('workspaces.timeZone'), render: ({ timeZone }) => timeZone, value: ({ timeZone }) => timeZone },
    {
      key: 'createdAt',
      title: t('workspaces.createdAt'),
      render: ({ createdAt }) => <Moment at={createdAt} />,
      value: ({ createdAt }) => createdAt,
    },
    {
      key: 'action',
      title: '',
      align: 'right',
      value: () => '',
      render: (workspace) => (
        <Button size="small" disabled={whyNot !== undefined} title={whyNot} onClick={() => edit(workspace)}>
          {t('workspaces.edit')}
        </Button>
      ),
    },
  ]
}

export function WorkspacesPage() {
  const { t } = useTranslation('settings')
  const [isCreating, create] = useState(false)
  const [edited, edit] = useState<Workspace>()
  const query = usePages(listWorkspaces, {})
  const whyNot = useWhyNot()(createWorkspace)
  const columns = useColumns(edit)
  return (
    <>
      <ListPage
        id="workspaces"
        title={t('workspaces.title')}
        lead={t('workspaces.lead')}
        query={query}
        rowKey={({ name }) => name}
        columns={columns}
        actions={
          <Button type="primary" disabled={whyNot !== undefined} title={whyNot} onClick={() => create(true)}>
            {t('workspaces.new')}
          </Button>
        }
        empty={{ title: t('workspaces.none') }}
      />
      <CreateWorkspace open={isCreating} onClose={() => create(false)} />
      <EditWorkspace workspace={edited} onClose={() => edit(undefined)} />
    </>
  )
}
