/** 今天要做: what waits for somebody, the most urgent first, each with its next step; a calm sentence when nothing does. */
import { CheckCircleFilled } from '@ant-design/icons'
import type { Task } from '@liuchi/server/contract/tasks'
import { Button, Skeleton } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useNumbers } from '../../i18n/formats.ts'
import { ErrorNotice } from '../../parts/error-notice.tsx'
import { Section } from '../../parts/section.tsx'
import { usePaths } from '../../paths.ts'
import { DraftLine, UntappedLine } from './due-broadcasts.tsx'
import { AlarmLine, FaultLine, QuotaDueLine } from './due-channels.tsx'
import { DueLine } from './due-line.tsx'
import { EndedLine, TaskLine } from './due-tasks.tsx'
import { useTaskActs } from './tasks/use-task-acts.ts'
import { type DueWork, useDueWork } from './use-due-work.ts'

function countOf({ faults, untapped, quotas, alarms, drafts, conflicts, openTasks }: DueWork): number {
  return faults.length + untapped.length + quotas.length + alarms.length + drafts.length + openTasks + (conflicts > 0 ? 1 : 0)
}

export function DueWorkSection() {
  const { t } = useTranslation('today')
  const paths = usePaths()
  const numbers = useNumbers()
  const acts = useTaskActs()
  const work = useDueWork(acts.ended)
  const count = countOf(work)
  const isEmpty = count === 0 && acts.ended.length === 0
  return (
    <Section
      title={t('due.title')}
      extra={
        work.openTasks > 0 ? (
          <Link to={paths.tasks()}>{t('due.allTasks', { count: work.openTasks, shown: numbers.exact(work.openTasks) })}</Link>
        ) : null
      }
    >
      <ErrorNotice error={work.error} onRetry={work.retry} />
      {isEmpty && work.isLoading ? <Skeleton active paragraph={{ rows: 3 }} title={false} /> : null}
      {isEmpty && !work.isLoading && !work.error ? (
        <p>
          <CheckCircleFilled className="lc-change-good" aria-hidden /> {t('due.none')}
        </p>
      ) : null}
      {isEmpty ? null : <DueLines work={work} acts={acts} />}
    </Section>
  )
}

function DueLines({ work, acts }: { readonly work: DueWork; readonly acts: ReturnType<typeof useTaskActs> }) {
  const ended = new Set(acts.ended.map(({ id }) => id))
  const nameOf = ({ personId }: Task) => work.names.get(personId ?? '')
  return (
    <ul>
      {work.faults.map((one) => (
        <FaultLine key={`${one.corpId} ${one.fault}`} one={one} />
      ))}
      {work.untapped.map((one) => (
        <UntappedLine key={one.id} one={one} />
      ))}
      {work.alarms.map((one) => (
        <AlarmLine key={one.id} one={one} />
      ))}
      {work.quotas.map((one) => (
        <QuotaDueLine key={`${one.corpId} ${one.quota}`} one={one} />
      ))}
      {work.drafts.map((one) => (
        <DraftLine key={one.id} one={one} />
      ))}
      <ConflictsLine conflicts={work.conflicts} />
      {acts.ended.map((task) => (
        <EndedLine key={task.id} task={task} acts={acts} name={nameOf(task)} />
      ))}
      {work.tasks
        .filter(({ id }) => !ended.has(id))
        .map((task) => (
          <TaskLine key={task.id} task={task} acts={acts} name={nameOf(task)} />
        ))}
    </ul>
  )
}

function ConflictsLine({ conflicts }: { readonly conflicts: number }) {
  const { t } = useTranslation('today')
  const paths = usePaths()
  const numbers = useNumbers()
  if (conflicts === 0) return null
  return (
    <DueLine
      urgency="open"
      title={t('alarm.conflicts', { count: conflicts, shown: numbers.count(conflicts) })}
      note={t('due.conflictsText')}
      actions={
        <Link to={paths.conflicts()}>
          <Button tabIndex={-1}>{t('due.decide')}</Button>
        </Link>
      }
    />
  )
}
