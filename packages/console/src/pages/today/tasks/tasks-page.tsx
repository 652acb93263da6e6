/** 工作台 · 待办: every task, open ones by urgency, ended ones newest first. */
import { countTasks, listTasks } from '@liuchi/server/contract/tasks'
import { Segmented } from 'antd'
import { useTranslation } from 'react-i18next'
import { usePages, useRead } from '../../../api/hooks.ts'
import { useLanguage, useNumbers } from '../../../i18n/formats.ts'
import { useListAddress } from '../../../pagekinds/list/list-address.ts'
import { ListPage } from '../../../pagekinds/list/list-page.tsx'
import { useTaskColumns } from './task-columns.tsx'
import { useTaskActs } from './use-task-acts.ts'

const STATE_KEY = 'state'
const KIND_KEY = 'kind'
const ASSIGNEE_KEY = 'assignee'
const DUE_KEY = 'due'
const ASSIGNEES = ['mine', 'nobody'] as const
const DUES = ['overdue', 'today'] as const

export function TasksPage() {
  const { t } = useTranslation('tasks')
  const numbers = useNumbers()
  const language = useLanguage() === 'en' ? 'en' : 'zh'
  const address = useListAddress()
  const acts = useTaskActs()
  const state = address.get(STATE_KEY) === 'ended' ? 'ended' : 'open'
  const [kind, assignee] = [address.get(KIND_KEY), ASSIGNEES.find((one) => one === address.get(ASSIGNEE_KEY))]
  const due = DUES.find((one) => one === address.get(DUE_KEY))
  const query = usePages(listTasks, {
    query: { state, ...(kind && { kind }), ...(assignee && { assignee }), ...(due && state === 'open' && { due }) },
  })
  const counts = useRead(countTasks, {}).data
  const columns = useTaskColumns(state, acts)
  const kinds = (counts?.kinds ?? []).map((one) => ({ value: one.kind, label: one.title[language] }))
  return (
    <ListPage
      id={`tasks-${state}`}
      title={t('title')}
      lead={t('lead')}
      query={query}
      rowKey={({ id }) => id}
      columns={columns}
      filters={[
        { key: KIND_KEY, label: t('filter.kind'), kind: 'choice', options: kinds },
        {
          key: ASSIGNEE_KEY,
          label: t('column.assignee'),
          kind: 'choice',
          options: ASSIGNEES.map((one) => ({ value: one, label: t(`filter.${one}`) })),
        },
        ...(state === 'open'
          ? [
              {
                key: DUE_KEY,
                label: t('column.dueAt'),
                kind: 'choice' as const,
                options: DUES.map((one) => ({ value: one, label: t(`filter.${one}`) })),
              },
            ]
          : []),
      ]}
      above={
        <Segmented
          aria-label={t('column.state')}
          value={state}
          options={[
            { value: 'open', label: counts === undefined ? t('open') : t('openCount', { shown: numbers.exact(counts.open) }) },
            { value: 'ended', label: t('ended') },
          ]}
          onChange={(next) => address.set(STATE_KEY, next === 'ended' ? next : '')}
          style={{ alignSelf: 'flex-start' }}
        />
      }
      empty={{ title: t(state === 'open' ? 'none' : 'noneEnded'), text: t('noneText') }}
    />
  )
}
