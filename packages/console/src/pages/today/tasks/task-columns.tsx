/** Columns of tasks: open ones with what can be done, ended ones with what came of it. */
import { dismissTask, giveBackTask, reopenTask, type Task, takeTask } from '@liuchi/server/contract/tasks'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useMe, useWhyNot } from '../../../api/session.ts'
import { now } from '../../../clock.ts'
import type { ListColumn } from '../../../pagekinds/list/list-column.ts'
import { Moment } from '../../../parts/moment.tsx'
import { FinishButton } from './finish-button.tsx'
import { TaskPerson } from './task-person.tsx'
import type { TaskActs } from './use-task-acts.ts'
import { useTaskWords } from './use-task-words.ts'

export function useTaskColumns(state: 'open' | 'ended', acts: TaskActs): readonly ListColumn<Task>[] {
  const { t } = useTranslation('tasks')
  const wordsOf = useTaskWords()
  const shared: ListColumn<Task>[] = [
    {
      key: 'title',
      title: t('column.title'),
      render: (task) => (
        <span className="lc-wrapped">
          <strong>{wordsOf(task).title}</strong>
          <br />
          <span className="lc-soft lc-small" style={{ fontWeight: 400 }}>
            {wordsOf(task).text}
          </span>
        </span>
      ),
      value: (task) => `${wordsOf(task).title} ${wordsOf(task).text}`,
    },
    {
      key: 'person',
      title: t('column.person'),
      render: ({ personId }) => (personId === null ? '–' : <TaskPerson id={personId} />),
      value: ({ personId }) => personId ?? '',
    },
    {
      key: 'assignee',
      title: t('column.assignee'),
      render: (task) => wordsOf(task).assignee || <span className="lc-soft">{t('nobody')}</span>,
      value: (task) => wordsOf(task).assignee,
    },
    {
      key: 'openedAt',
      title: t('column.openedAt'),
      render: ({ openedAt }) => <Moment at={openedAt} ago />,
      value: ({ openedAt }) => openedAt,
      notOnPhone: true,
    },
  ]
  return [...shared, ...(state === 'open' ? openColumns : endedColumns)({ t, acts })]
}

interface Given {
  readonly t: ReturnType<typeof useTranslation<'tasks'>>['t']
  readonly acts: TaskActs
}

const openColumns = ({ t, acts }: Given): ListColumn<Task>[] => [
  { key: 'dueAt', title: t('column.dueAt'), render: (task) => <DueAt task={task} />, value: ({ dueAt }) => dueAt },
  { key: 'acts', title: t('column.acts'), render: (task) => <OpenActs task={task} acts={acts} />, value: () => null },
]

const endedColumns = ({ t, acts }: Given): ListColumn<Task>[] => [
  {
    key: 'state',
    title: t('column.state'),
    render: ({ state, note }) => (
      <span className="lc-wrapped">
        {t(`state.${state}`)}
        {note === '' ? null : <span className="lc-soft"> · {note}</span>}
      </span>
    ),
    value: ({ state, note }) => `${t(`state.${state}`)} ${note}`,
  },
  {
    key: 'endedAt',
    title: t('column.endedAt'),
    render: ({ endedAt, endedBy }) => (
      <span>
        {endedBy === '' ? t('byItself') : endedBy} · <Moment at={endedAt} ago />
      </span>
    ),
    value: ({ endedAt }) => endedAt,
  },
  { key: 'acts', title: t('column.acts'), render: (task) => <EndedActs task={task} acts={acts} />, value: () => null },
]

function DueAt({ task: { dueAt } }: { readonly task: Task }) {
  const { t } = useTranslation('tasks')
  if (dueAt === null) return <span className="lc-soft">{t('noTime')}</span>
  return (
    <span className={Date.parse(dueAt) <= now() ? 'lc-due-urgent' : ''}>
      <Moment at={dueAt} ago />
    </span>
  )
}

interface ActsProps {
  readonly task: Task
  readonly acts: TaskActs
}

function OpenActs({ task, acts }: ActsProps) {
  const { t } = useTranslation('tasks')
  const whyNot = useWhyNot()
  const me = useMe().data?.id
  const isBusy = acts.busy.includes(task.id)
  const { assignee } = task
  const isMine = assignee?.type === 'account' && assignee.accountId === me
  const isTaken = assignee?.type === 'account' && !isMine
  const own = isMine ? giveBackTask : takeTask
  const whyNotOwn = whyNot(own) ?? (isTaken ? t('taken', { name: assignee.name }) : undefined)
  return (
    <span className="lc-row" style={{ flexWrap: 'nowrap' }}>
      <Button
        size="small"
        disabled={whyNotOwn !== undefined || isBusy}
        title={whyNotOwn}
        onClick={() => (isMine ? acts.giveBack(task.id) : acts.take(task.id))}
      >
        {t(isMine ? 'giveBack' : 'take')}
      </Button>
      <Button
        size="small"
        disabled={whyNot(dismissTask) !== undefined || isBusy}
        title={whyNot(dismissTask)}
        onClick={() => acts.dismiss(task.id)}
      >
        {t('dismiss')}
      </Button>
      <FinishButton task={task} acts={acts} size="small" />
    </span>
  )
}

function EndedActs({ task, acts }: ActsProps) {
  const { t } = useTranslation('tasks')
  const whyNot = useWhyNot()(reopenTask)
  const isLate = task.reopenUntil === null || Date.parse(task.reopenUntil) <= now()
  const reason = whyNot ?? (isLate ? t(task.state === 'overtaken' ? 'notReopenedOver' : 'notReopenedLate') : undefined)
  return (
    <Button size="small" disabled={reason !== undefined || acts.busy.includes(task.id)} title={reason} onClick={() => acts.reopen(task.id)}>
      {t('reopen')}
    </Button>
  )
}
