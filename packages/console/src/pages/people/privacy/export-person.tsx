/** Everything about a person as a file: made in the background, fetched here until it expires. */
import { exportPerson, personExports } from '@liuchi/server/contract/compliance/rights'
import { useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Drawer } from 'antd'
import { useTranslation } from 'react-i18next'
import { usePages, useWrite } from '../../../api/hooks.ts'
import { ErrorNotice } from '../../../parts/error-notice.tsx'
import { isJobUnderWay, JobProgress, useJob } from '../../../parts/job-progress.tsx'
import { PersonExports } from './person-exports.tsx'

const WIDTH_PIXELS = 480
const PREPARING_REFRESH_MS = 1_000

export interface ExportPersonProps {
  readonly personId: string
  readonly open: boolean
  readonly onClose: () => void
}

export function ExportPerson(props: ExportPersonProps) {
  const { t } = useTranslation('privacy')
  return (
    <Drawer open={props.open} title={t('export.title')} size={WIDTH_PIXELS} onClose={props.onClose} destroyOnHidden>
      <ExportBody {...props} />
    </Drawer>
  )
}

function ExportBody({ personId }: ExportPersonProps) {
  const { t } = useTranslation('privacy')
  const client = useQueryClient()
  const start = useWrite(exportPerson, { stale: [personExports.name] })
  const list = usePages(
    personExports,
    { params: { id: personId } },
    { refreshWhile: (items) => (items.some(({ state }) => state === 'queued') ? PREPARING_REFRESH_MS : false) },
  )
  const preparing = list.items.find(({ state }) => state === 'queued')
  const jobId = start.data?.jobId ?? preparing?.jobId
  const job = useJob(jobId, () => void client.invalidateQueries({ predicate: ({ queryKey: [name] }) => name === personExports.name }))
  const isRunning = jobId !== undefined && (job === undefined || isJobUnderWay(job))
  const isShown = isRunning || job?.status === 'failed'
  return (
    <div className="lc-stack">
      <Alert type="info" showIcon title={t('export.lead')} />
      <Button
        type="primary"
        style={{ alignSelf: 'flex-start' }}
        loading={start.isPending || isRunning}
        onClick={() => start.mutate({ params: { id: personId } })}
      >
        {t('export.start')}
      </Button>
      <ErrorNotice error={start.error} />
      {isShown ? (
        <div>
          <JobProgress job={job} label={t('export.running')} />
          {isRunning ? <p className="lc-soft lc-small">{t('export.mayLeave')}</p> : null}
        </div>
      ) : null}
      <PersonExports query={list} />
    </div>
  )
}
