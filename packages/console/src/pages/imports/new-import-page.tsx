/** 数据 · new import: choose a file, say what it is, see what its columns become, start. */
import { InboxOutlined } from '@ant-design/icons'
import type { PresetName } from '@liuchi/server/contract/events/imports'
import { Button, Upload } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNumbers } from '../../i18n/formats.ts'
import { BackLink } from '../../pagekinds/detail/detail-page.tsx'
import { PageHead } from '../../parts/page-head.tsx'
import { Section } from '../../parts/section.tsx'
import { usePaths } from '../../paths.ts'
import { guessPreset } from './guess-preset.ts'
import { ImportSetup } from './import-setup.tsx'

const ACCEPTED = '.csv,.tsv,.txt,.jsonl,.ndjson,.json,.xlsx,.gz'

function FileChoice({ onChoose }: { readonly onChoose: (file: File) => void }) {
  const { t } = useTranslation('imports')
  return (
    <Upload.Dragger
      accept={ACCEPTED}
      multiple={false}
      showUploadList={false}
      beforeUpload={(file) => {
        onChoose(file)
        return false
      }}
    >
      <p style={{ fontSize: 40, lineHeight: 1.2 }} className="lc-soft">
        <InboxOutlined aria-hidden />
      </p>
      <p style={{ fontSize: 16 }}>{t('drop')}</p>
      <p className="lc-soft">{t('dropHint')}</p>
    </Upload.Dragger>
  )
}

export function NewImportPage() {
  const { t } = useTranslation('imports')
  const paths = usePaths()
  const numbers = useNumbers()
  const [chosen, setChosen] = useState<{ file: File; guess: PresetName }>()
  const choose = (file: File) => void guessPreset(file).then((guess) => setChosen({ file, guess }))
  const file = chosen?.file
  return (
    <>
      <PageHead title={t('new')} lead={t('newLead')} back={<BackLink label={t('title')} href={paths.imports()} />} />
      {chosen && file ? (
        <div className="lc-stack">
          <Section>
            <div className="lc-row" style={{ justifyContent: 'space-between' }}>
              <span>
                <strong>{file.name}</strong> <span className="lc-soft">{numbers.bytes(file.size)}</span>
              </span>
              <Button onClick={() => setChosen(undefined)}>{t('otherFile')}</Button>
            </div>
          </Section>
          <ImportSetup key={`${file.name} ${file.size} ${file.lastModified}`} file={file} guess={chosen.guess} />
        </div>
      ) : (
        <FileChoice onChoose={choose} />
      )}
    </>
  )
}
