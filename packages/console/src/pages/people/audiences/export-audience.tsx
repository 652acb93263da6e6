/** The people of an audience as a file: made in the background with progress, fetched when it is ready. */
import { type Audience, audienceExportFile, EXPORT_FORMATS, exportAudience } from '@liuchi/server/contract/audience'
import { Alert, App, Button, Drawer, Radio } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { callForFile } from '../../../api/call.ts'
import { CallError } from '../../../api/call-error.ts'
import { useCaller, useWrite } from '../../../api/hooks.ts'
import { useWhyNot } from '../../../api/session.ts'
import { useNumbers } from '../../../i18n/formats.ts'
import { saveFile } from '../../../parts/download.ts'
import { ErrorNotice, useErrorWords } from '../../../parts/error-notice.tsx'
import { isJobUnderWay, JobProgress, useJob } from '../../../parts/job-progress.tsx'

const WIDTH_PIXELS = 480

export function ExportAudience({ audience }: { readonly audience: Audience }) {
  const { t } = useTranslation('audiences')
  const [isOpen, open] = useState(false)
  const whyNot = useWhyNot()(exportAudience) ?? (audience.state === 'ready' ? undefined : t('state.computing'))
  return (
    <>
      <Button disabled={whyNot !== undefined} title={whyNot} onClick={() => open(true)}>
        {t('export.label')}
      </Button>
      <Drawer
        open={isOpen}
        title={t('export.title', { name: audience.name })}
        size={WIDTH_PIXELS}
        onClose={() => open(false)}
        destroyOnHidden
      >
        <ExportBody audience={audience} />
      </Drawer>
    </>
  )
}

function ExportBody({ audience }: { readonly audience: Audience }) {
  const { t } = useTranslation('audiences')
  const numbers = useNumbers()
  const [format, choose] = useState<(typeof EXPORT_FORMATS)[number]>('xlsx')
  const [made, made_] = useState<{ readonly jobId: string; readonly format: string }>()
  const start = useWrite(exportAudience)
  const job = useJob(made?.jobId, () => undefined)
  const isRunning = made !== undefined && (job === undefined || isJobUnderWay(job))
  const rows = job?.result?.rows
  return (
    <div className="lc-stack">
      <Alert type="info" showIcon title={t('export.lead')} />
      <Radio.Group
        aria-label={t('export.format')}
        value={format}
        options={EXPORT_FORMATS.map((one) => ({ value: one, label: t(`export.formats.${one}`) }))}
        onChange={({ target }) => choose(target.value)}
      />
      <Button
        type="primary"
        style={{ alignSelf: 'flex-start' }}
        loading={start.isPending || isRunning}
        onClick={() =>
          start.mutate({ params: { id: audience.id }, body: { format } }, { onSuccess: ({ jobId }) => made_({ jobId, format }) })
        }
      >
        {t('export.start', { shown: numbers.count(audience.count) })}
      </Button>
      <ErrorNotice error={start.error} />
      {made && job?.status !== 'done' ? <JobProgress job={job} label={t('export.running')} /> : null}
      {made && job?.status === 'done' ? (
        <div className="lc-row">
          <span>{t('export.ready', { shown: numbers.exact(typeof rows === 'number' ? rows : undefined) })}</span>
          <Download jobId={made.jobId} fileName={`${audience.name}.${made.format}`} />
        </div>
      ) : null}
    </div>
  )
}

function Download({ jobId, fileName }: { readonly jobId: string; readonly fileName: string }) {
  const { t } = useTranslation('audiences')
  const { message } = App.useApp()
  const errorWords = useErrorWords()
  const caller = useCaller()
  const [isBusy, setBusy] = useState(false)
  const download = async () => {
    setBusy(true)
    try {
      saveFile(fileName, await callForFile(caller, audienceExportFile, { params: { jobId } }))
    } catch (failure) {
      if (!(failure instanceof CallError)) throw failure
      message.error(errorWords(failure))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Button loading={isBusy} onClick={download}>
      {t('export.download')}
    </Button>
  )
}
