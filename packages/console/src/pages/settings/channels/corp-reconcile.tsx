/** Comparing a corp with WeCom: now, the last time, and when it happens by itself. */
import { type Reconciliation, startReconciliation } from '@liuchi/server/contract/channels/wecom/reconcile'
import { useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Skeleton } from 'antd'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../../api/hooks.ts'
import { useWhyNot } from '../../../api/session.ts'
import { now } from '../../../clock.ts'
import { useNumbers } from '../../../i18n/formats.ts'
import { Pairs } from '../../../pagekinds/detail/pairs.tsx'
import { EmptyState } from '../../../parts/empty-state.tsx'
import { ErrorNotice } from '../../../parts/error-notice.tsx'
import { isJobUnderWay, JobProgress, useJob } from '../../../parts/job-progress.tsx'
import { Moment } from '../../../parts/moment.tsx'
import { Section } from '../../../parts/section.tsx'
import { useRepairWords, useStarterWords } from './reconcile-words.ts'
import { isRunning, lastDone, useReconciliations } from './use-reconciliations.ts'

export function CorpReconcile({ corpId }: { readonly corpId: string }) {
  const { t } = useTranslation('channels')
  const numbers = useNumbers()
  const client = useQueryClient()
  const whyNot = useWhyNot()(startReconciliation)
  const { data, error, refetch } = useReconciliations(corpId)
  const start = useWrite(startReconciliation, { stale: ['channels.'] })
  const running = data?.items.find(isRunning)
  const jobId = running?.jobId ?? start.data?.jobId
  // What the comparison found is news for every list of this corp, and for the people in it.
  const job = useJob(
    jobId,
    () => void client.invalidateQueries({ predicate: ({ queryKey: [name] }) => /^(channels|persons)\./.test(String(name)) }),
  )
  const isUnderWay = jobId !== undefined && (job === undefined || isJobUnderWay(job))
  const [latest] = data?.items.filter((one) => !isRunning(one)) ?? []
  const last = lastDone(data?.items)
  return (
    <Section
      title={t('reconcile.title')}
      extra={
        <Button
          size="small"
          disabled={whyNot !== undefined}
          title={whyNot}
          loading={start.isPending || isUnderWay}
          onClick={() => start.mutate({ params: { corpId } })}
        >
          {t('reconcile.now')}
        </Button>
      }
    >
      <div className="lc-stack">
        <p className="lc-soft">{t('reconcile.lead')}</p>
        {isUnderWay ? (
          <>
            <JobProgress job={job} label={t('reconcile.running')} />
            <p className="lc-soft lc-small">{t('reconcile.pairs', { done: numbers.count(running?.figures.checked ?? 0) })}</p>
          </>
        ) : null}
        <ErrorNotice error={start.error ?? error} onRetry={() => refetch()} />
        {latest?.error ? <Alert type="error" showIcon title={t('reconcile.failed')} description={latest.error} /> : null}
        {!data && !error ? <Skeleton active title={false} /> : null}
        {last && data ? <LastRun one={last} nextAt={data.nextAt} /> : null}
        {data && !last && !isUnderWay ? <EmptyState title={t('reconcile.never')} text={t('reconcile.neverText')} /> : null}
      </div>
    </Section>
  )
}

function LastRun({ one, nextAt }: { readonly one: Reconciliation; readonly nextAt: string | null }) {
  const { t } = useTranslation('channels')
  const numbers = useNumbers()
  const repairWords = useRepairWords()
  const starterWords = useStarterWords()
  const { staff, checked, groups = 0 } = one.figures
  const isDue = nextAt !== null && Date.parse(nextAt) <= now()
  return (
    <Pairs
      items={[
        { name: t('reconcile.last'), value: <Moment at={one.endedAt} ago /> },
        { name: t('reconcile.by'), value: starterWords(one.by) },
        {
          name: t('reconcile.checked'),
          value: t('reconcile.checkedValue', {
            staff: numbers.count(staff),
            checked: numbers.count(checked),
            groups: numbers.count(groups),
          }),
        },
        { name: t('reconcile.repaired'), value: repairWords(one) },
        {
          name: t('reconcile.next'),
          value: nextAt === null ? t('reconcile.nextRunning') : isDue ? t('reconcile.due') : <Moment at={nextAt} />,
        },
      ]}
    />
  )
}
