/** What a chosen file is: preset, columns, options; with a preview of its first rows, and the start of the import. */
import { createImport, type ImportMapping, listImports, type PresetName } from '@liuchi/server/contract/events/imports'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Progress } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { CallError } from '../../api/call-error.ts'
import { useCaller } from '../../api/hooks.ts'
import { upload } from '../../api/upload.ts'
import { ErrorNotice } from '../../parts/error-notice.tsx'
import { Section } from '../../parts/section.tsx'
import { usePaths } from '../../paths.ts'
import { ImportOptions } from './import-options.tsx'
import { ImportPreview } from './import-preview.tsx'
import { formOf, usePreview } from './import-upload.ts'
import { PresetChoice } from './preset-choice.tsx'

function useStart(file: File, mapping: ImportMapping) {
  const caller = useCaller()
  const client = useQueryClient()
  const navigate = useNavigate()
  const paths = usePaths()
  const [sent, setSent] = useState(0)
  const start = useMutation<{ id: string }, CallError>({
    mutationFn: () => upload(caller, createImport, formOf(file, mapping), setSent),
    onSuccess: ({ id }) => {
      void client.invalidateQueries({ predicate: ({ queryKey: [name] }) => name === listImports.name })
      navigate(paths.oneImport(id))
    },
  })
  return { start, sent }
}

export interface ImportSetupProps {
  readonly file: File
  /** What the file looks like. */
  readonly guess: PresetName
}

export function ImportSetup({ file, guess }: ImportSetupProps) {
  const { t } = useTranslation('imports')
  const [mapping, setMapping] = useState<ImportMapping>(() => ({ preset: guess, columns: {}, constants: {} }))
  const preview = usePreview(file, mapping)
  const { start, sent } = useStart(file, mapping)
  const choosePreset = (preset: PresetName) => setMapping({ ...mapping, preset, columns: {}, constants: {} })
  const isReady = !preview.isFetching && preview.data !== undefined && preview.data.problem === null
  return (
    <>
      <Section title={t('whatIsIt')}>
        <PresetChoice value={mapping.preset} onChange={choosePreset} />
      </Section>
      <ImportOptions mapping={mapping} found={preview.data} onChange={setMapping} />
      <ErrorNotice error={preview.error} onRetry={() => preview.refetch()} />
      <ImportPreview preview={preview.data} isFetching={preview.isFetching} mapping={mapping} onChange={setMapping} />
      <ErrorNotice error={start.error} />
      <div className="lc-row">
        <Button type="primary" size="large" disabled={!isReady} loading={start.isPending} onClick={() => start.mutate()}>
          {t('start')}
        </Button>
        {start.isPending ? <Progress style={{ width: 240 }} percent={Math.round(sent * 100)} aria-label={t('uploading')} /> : null}
        <span className="lc-soft">{t('startHint')}</span>
      </div>
    </>
  )
}
