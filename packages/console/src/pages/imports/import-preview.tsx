/** The first rows of a file under what their columns become; a column's meaning can be changed right there. */
import type { ImportMapping } from '@liuchi/server/contract/events/imports'
import { Alert, Spin } from 'antd'
import { useTranslation } from 'react-i18next'
import { Section } from '../../parts/section.tsx'
import { ColumnTarget } from './column-target.tsx'
import type { Preview } from './import-upload.ts'

export interface ImportPreviewProps {
  readonly preview: Preview | undefined
  readonly isFetching: boolean
  readonly mapping: ImportMapping
  readonly onChange: (mapping: ImportMapping) => void
}

/** A column is named by its title; without one by its place from 1. */
function columnKey(name: string, index: number): string {
  return name === '' ? String(index + 1) : name
}

function PreviewTable({ preview, mapping, onChange }: Omit<ImportPreviewProps, 'preview' | 'isFetching'> & { readonly preview: Preview }) {
  const { t } = useTranslation('imports')
  const setTarget = (key: string, target: string) => onChange({ ...mapping, columns: { ...mapping.columns, [key]: target } })
  return (
    <div className="lc-scroll-x">
      <table className="lc-table lc-preview">
        <thead>
          <tr>
            <th scope="col">{t('reject.line')}</th>
            {preview.columns.map(({ name, target }, index) => {
              const key = columnKey(name, index)
              return (
                <th key={key} scope="col">
                  <div style={{ marginBottom: 4 }}>{name || t('columnNumber', { number: index + 1 })}</div>
                  <ColumnTarget
                    preset={mapping.preset}
                    column={key}
                    value={mapping.columns[key] ?? target}
                    onChange={(chosen) => setTarget(key, chosen)}
                  />
                </th>
              )
            })}
            <th scope="col">{t('becomes')}</th>
          </tr>
        </thead>
        <tbody>
          {preview.rows.map((row) => (
            <tr key={row.line}>
              <th scope="row">{row.line}</th>
              {preview.columns.map(({ name }, index) => (
                <td key={columnKey(name, index)} title={row.cells[index]}>
                  {row.cells[index]}
                </td>
              ))}
              <td>{row.reason === null ? <BecomesEvent event={row.event} /> : <span className="lc-change-bad">{row.reason}</span>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function BecomesEvent({ event }: { readonly event: Preview['rows'][number]['event'] }) {
  if (event === null) return <>–</>
  const { name, ...rest } = event
  return (
    <span title={JSON.stringify(rest)}>
      <strong>{String(name ?? '')}</strong>
      {typeof event.amount === 'string' || typeof event.amount === 'number' ? ` ${event.amount}` : ''}
    </span>
  )
}

export function ImportPreview({ preview, isFetching, mapping, onChange }: ImportPreviewProps) {
  const { t } = useTranslation('imports')
  if (!preview) return isFetching ? <Spin style={{ display: 'block', margin: 40 }} /> : null
  return (
    <>
      {preview.problem ? <Alert type="warning" showIcon title={preview.problem.message} /> : null}
      {preview.columns.length > 0 ? (
        <Section
          title={t('preview')}
          flush
          extra={isFetching ? <Spin size="small" /> : <span className="lc-soft lc-small">{t('previewHint')}</span>}
        >
          <PreviewTable preview={preview} mapping={mapping} onChange={onChange} />
        </Section>
      ) : null}
    </>
  )
}
