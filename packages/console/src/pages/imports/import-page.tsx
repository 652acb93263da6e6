/** One import: progress, what was stored, what was refused and why. */
import { downloadRejects, getImport } from '@liuchi/server/contract/events/imports'
import { useQueryClient } from '@tanstack/react-query'
import { Alert, Button } from 'antd'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { callForFile } from '../../api/call.ts'
import { useCaller, useRead } from '../../api/hooks.ts'
import { DetailPage } from '../../pagekinds/detail/detail-page.tsx'
import { FigureNumber } from '../../pagekinds/figure/figure-number.tsx'
import { saveFile } from '../../parts/download.ts'
import { Moment } from '../../parts/moment.tsx'
import { Section } from '../../parts/section.tsx'
import { usePaths } from '../../paths.ts'
import { ImportRejects } from './import-rejects.tsx'
import { type Import, ImportProgress, ImportState, isUnderWay, RUNNING_REFRESH_MS } from './import-status.tsx'
import { usePresetWords } from './preset-words.ts'

/** When an import ends, every figure made of events is old. */
function useStaleWhenDone(one: Import | undefined): void {
  const client = useQueryClient()
  const wasUnderWay = useRef(false)
  useEffect(() => {
    if (!one) return
    if (wasUnderWay.current && !isUnderWay(one))
      void client.invalidateQueries({ predicate: ({ queryKey: [name] }) => name !== 'console.me' && name !== getImport.name })
    wasUnderWay.current = isUnderWay(one)
  }, [client, one])
}

function Figures({ one }: { readonly one: Import }) {
  const { t } = useTranslation('imports')
  return (
    <>
      <FigureNumber title={t('column.rowsRead')} value={one.rowsRead} unit={t('rows')} />
      <FigureNumber title={t('column.rowsStored')} value={one.rowsStored} unit={t('rows')} />
      <FigureNumber
        title={t('column.rowsDuplicate')}
        value={one.rowsDuplicate}
        unit={t('rows')}
        note={one.rowsDuplicate > 0 ? t('duplicateNote') : undefined}
      />
      <FigureNumber
        title={t('column.rowsRejected')}
        value={one.rowsRejected}
        unit={t('rows')}
        note={one.rowsRejected > 0 ? t('rejectedNote') : undefined}
      />
    </>
  )
}

function ImportBody({ one }: { readonly one: Import }) {
  const { t } = useTranslation('imports')
  const paths = usePaths()
  return (
    <div className="lc-stack">
      {one.error ? <Alert type="error" showIcon title={t('failed')} description={one.error.message} /> : null}
      {isUnderWay(one) ? (
        <Section>
          <ImportProgress one={one} />
          <p className="lc-soft" style={{ marginTop: 8 }}>
            {t('mayLeave')}
          </p>
        </Section>
      ) : null}
      {one.status === 'done' ? (
        <Alert
          type="success"
          showIcon
          title={one.rowsStored === 0 && one.rowsDuplicate > 0 ? t('doneNothingNew') : t('done')}
          action={
            <Link to={paths.events()}>
              <Button size="small">{t('seeEvents')}</Button>
            </Link>
          }
        />
      ) : null}
      {one.rowsRejected > 0 ? <ImportRejects id={one.id} rowsRejected={one.rowsRejected} /> : null}
    </div>
  )
}

export function ImportPage() {
  const { t } = useTranslation('imports')
  const id = useParams().id ?? ''
  const paths = usePaths()
  const caller = useCaller()
  const presetWords = usePresetWords()
  const query = useRead(getImport, { params: { id } }, { refreshWhile: (one) => (isUnderWay(one) ? RUNNING_REFRESH_MS : false) })
  const one = query.data
  useStaleWhenDone(one)
  const download = async () => saveFile(`rejects-${id}.csv`, await callForFile(caller, downloadRejects, { params: { id } }))
  return (
    <DetailPage
      title={one?.fileName ?? t('title')}
      back={{ label: t('title'), href: paths.imports() }}
      query={query}
      state={one ? <ImportState status={one.status} /> : null}
      lead={
        one ? (
          <>
            {presetWords(one.preset)} · <Moment at={one.createdAt} />
          </>
        ) : undefined
      }
      figures={one ? <Figures one={one} /> : null}
      tabs={one ? [{ key: 'body', label: t('title'), content: <ImportBody one={one} /> }] : []}
      actions={[
        {
          key: 'rejects',
          label: t('downloadRejects'),
          onClick: () => void download(),
          whyNot: one && one.rowsRejected > 0 ? undefined : t('noRejects'),
        },
      ]}
      extraActions={
        <Link to={paths.newImport()}>
          <Button type="primary">{t('another')}</Button>
        </Link>
      }
    />
  )
}
