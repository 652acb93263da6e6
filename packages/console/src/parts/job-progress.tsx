/** A background job in view: asked again while it runs, shown with what is left. */
import type { ResponseOf } from '@liuchi/server/platform/contract'
import { getJob } from '@liuchi/server/platform/jobs/contract'
import { Alert, Progress } from 'antd'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../api/hooks.ts'
import { useNumbers } from '../i18n/formats.ts'

export type Job = ResponseOf<typeof getJob>

const RUNNING_REFRESH_MS = 500

export function isJobUnderWay({ status }: Pick<Job, 'status'>): boolean {
  return status === 'queued' || status === 'running'
}

/** The job of an id, undefined without one; `onEnd` runs once, when a job seen under way or just started has ended. */
export function useJob(id: string | undefined, onEnd: (job: Job) => void): Job | undefined {
  const { data } = useRead(
    getJob,
    { params: { id: id ?? '' } },
    { enabled: id !== undefined, refreshWhile: (job) => (isJobUnderWay(job) ? RUNNING_REFRESH_MS : false) },
  )
  const told = useRef<string>(undefined)
  const latest = useRef(onEnd)
  latest.current = onEnd
  useEffect(() => {
    if (!data || isJobUnderWay(data) || told.current === data.id) return
    told.current = data.id
    latest.current(data)
  }, [data])
  return id === undefined ? undefined : data
}

/** Undefined: just started, nothing is known yet. */
export function JobProgress({ job, label }: { readonly job: Job | undefined; readonly label: string }) {
  const { t } = useTranslation('kinds')
  const numbers = useNumbers()
  const { done, total } = job?.progress ?? { done: 0, total: null }
  if (job && (job.status === 'failed' || job.status === 'cancelled'))
    return <Alert type="error" showIcon title={t('job.failed')} description={job.error} />
  const share = total === null || total === 0 ? 0 : Math.min(1, done / total)
  return (
    <div role="status">
      <Progress percent={Math.round((job?.status === 'done' ? 1 : share) * 100)} status="active" aria-label={label} />
      <span className="lc-soft lc-small">
        {label}
        {total === null || total === 0 ? '' : ` · ${t('job.doneOf', { done: numbers.exact(done), total: numbers.exact(total) })}`}
      </span>
    </div>
  )
}
