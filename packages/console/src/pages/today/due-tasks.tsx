/** Tasks on the workbench: the most urgent ones, done and dismissed right here, with an undo. */
import { dismissTask, reopenTask, type Task } from '@liuchi/server/contract/tasks'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useWhyNot } from '../../api/session.ts'
import { now } from '../../clock.ts'
import { Moment } from '../../parts/moment.tsx'
import { usePaths } from '../../paths.ts'
import { DueLine } from './due-line.tsx'
import { FinishButton } from './tasks/finish-button.tsx'
import type { TaskActs } from './tasks/use-task-acts.ts'
import { useTaskWords } from './tasks/use-task-words.ts'

export interface TaskLineProps {
  readonly task: Task
  readonly acts: TaskActs
  /** What to call the person it is about; absent while it is asked. */
  readonly name: string | undefined
}

function isOverdue({ dueAt }: Task): boolean {
  return dueAt !== null && Date.parse(dueAt) <= now()
}

export function TaskLine({ task, acts, name }: TaskLineProps) {
  const { t } = useTranslation('tasks')
  const whyNot = useWhyNot()(dismissTask)
  const { title, text, assignee } = useTaskWords()(task)
  return (
    <DueLine
      urgency={isOverdue(task) ? 'soon' : 'open'}
      title={<About title={title} personId={task.personId} name={name} />}
      note={
        <>
          {text}
          {' · '}
          {assignee === '' ? t('nobody') : t('of', { name: assignee })}
          {' · '}
          <Moment at={task.dueAt ?? task.openedAt} ago />
        </>
      }
      actions={
        <>
          <Button disabled={whyNot !== undefined || acts.busy.includes(task.id)} title={whyNot} onClick={() => acts.dismiss(task.id)}>
            {t('dismiss')}
          </Button>
          <FinishButton task={task} acts={acts} />
        </>
      }
    />
  )
}

function About({ title, personId, name }: { readonly title: string; readonly personId: string | null; readonly name: string | undefined }) {
  const { t } = useTranslation('tasks')
  const paths = usePaths()
  if (personId === null) return title
  return (
    <>
      {t('about', { title })}
      <Link to={paths.person(personId)}>{name ?? `#${personId}`}</Link>
    </>
  )
}

/** Ended here a moment ago. */
export function EndedLine({ task, acts, name }: TaskLineProps) {
  const { t } = useTranslation('tasks')
  const whyNot = useWhyNot()(reopenTask)
  const { title } = useTaskWords()(task)
  return (
    <DueLine
      urgency="done"
      title={
        <span className="lc-soft">
          {t(`state.${task.state}`)} · <About title={title} personId={task.personId} name={name} />
        </span>
      }
      note={task.note}
      actions={
        <Button disabled={whyNot !== undefined || acts.busy.includes(task.id)} title={whyNot} onClick={() => acts.reopen(task.id)}>
          {t('reopen')}
        </Button>
      }
    />
  )
}
