/** When a tag was last put on by its rule, what changed, when it goes on by itself, and a run right now with progress. */
import { runTag } from '@liuchi/server/contract/audience/tags'
import { useQueryClient } from '@tanstack/react-query'
import { Alert, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../../api/hooks.ts'
import { useWhyNot } from '../../../api/session.ts'
import { useNumbers } from '../../../i18n/formats.ts'
import { Pairs } from '../../../pagekinds/detail/pairs.tsx'
import { ErrorNotice } from '../../../parts/error-notice.tsx'
import { isJobUnderWay, JobProgress, useJob } from '../../../parts/job-progress.tsx'
import { Moment } from '../../../parts/moment.tsx'
import { Section } from '../../../parts/section.tsx'

export interface Runs {
  readonly jobId: string | null
  readonly lastRunAt: string | null
  readonly lastAdded: number | null
  readonly lastRemoved: number | null
  readonly lastError: string | null
  readonly nextRunAt: string | null
  readonly changedAt: string
  readonly changedBy: string
}

export interface TagRunsProps {
  readonly tagId: string
  readonly runs: Runs
  /** A live tag follows by itself. */
  readonly isLive: boolean
}

export function TagRuns({ tagId, runs, isLive }: TagRunsProps) {
  const { t } = useTranslation('tags')
  const numbers = useNumbers()
  const client = useQueryClient()
  const whyNot = useWhyNot()(runTag)
  const run = useWrite(runTag, { stale: ['tags.'] })
  const jobId = run.data?.jobId ?? runs.jobId ?? undefined
  const job = useJob(jobId, () => void client.invalidateQueries({ predicate: ({ queryKey: [name] }) => String(name).startsWith('tags.') }))
  const isRunning = jobId !== undefined && (job === undefined || isJobUnderWay(job))
  return (
    <Section
      title={t('runs.title')}
      extra={
        <Button
          size="small"
          disabled={whyNot !== undefined}
          title={whyNot}
          loading={run.isPending || isRunning}
          onClick={() => run.mutate({ params: { id: tagId } })}
        >
          {t('runs.now')}
        </Button>
      }
    >
      <div className="lc-stack">
        {isRunning ? <JobProgress job={job} label={t('runs.running')} /> : null}
        <ErrorNotice error={run.error} />
        {runs.lastError === null ? null : <Alert type="error" showIcon title={t('runs.failed')} description={runs.lastError} />}
        <Pairs
          items={[
            { name: t('runs.last'), value: <Moment at={runs.lastRunAt} ago /> },
            { name: t('runs.added'), value: numbers.count(runs.lastAdded) },
            { name: t('runs.removed'), value: numbers.count(runs.lastRemoved) },
            { name: t('runs.next'), value: isLive ? t('runs.live') : <Moment at={runs.nextRunAt} /> },
            {
              name: t('runs.changed'),
              value: (
                <span>
                  {runs.changedBy} · <Moment at={runs.changedAt} ago />
                </span>
              ),
            },
          ]}
        />
      </div>
    </Section>
  )
}
