/** A chart with the sentence that says what it shows, the same data as a table, CSV and picture. */
import { BarChartOutlined, DownloadOutlined, PictureOutlined, TableOutlined } from '@ant-design/icons'
import { Button, Skeleton, Space } from 'antd'
import { lazy, type ReactNode, Suspense, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { saveCsv, saveFile } from '../../parts/download.ts'
import { type ChartData, chartTable, type PickedPoint } from './chart-data.ts'
import { ChartTable } from './chart-table.tsx'
import type { Picture } from './echarts-canvas.tsx'

const EchartsCanvas = lazy(() => import('./echarts-canvas.tsx'))

const HEIGHT_PIXELS = 300

export interface ChartProps {
  readonly title: string
  /** Says in words what the chart shows; also what a screen reader hears. */
  readonly sentence: string
  readonly data: ChartData
  readonly fileName: string
  readonly onPick?: (point: PickedPoint) => void
  readonly heightPixels?: number
  readonly extra?: ReactNode
}

export function Chart({ title, sentence, data, fileName, onPick, heightPixels = HEIGHT_PIXELS, extra }: ChartProps) {
  const { t } = useTranslation('kinds')
  const picture = useRef<Picture>(null)
  const [asTable, showTable] = useState(false)
  const saveTable = () => {
    const { header, rows } = chartTable(data)
    saveCsv(fileName, header, rows)
  }
  return (
    <figure className="lc-stack" style={{ gap: 10 }}>
      <figcaption className="lc-section-title">
        <span>{title}</span>
        <Space size={4}>
          {extra}
          <Button
            type="text"
            size="small"
            icon={asTable ? <BarChartOutlined /> : <TableOutlined />}
            aria-label={t(asTable ? 'figure.asChart' : 'figure.asTable')}
            title={t(asTable ? 'figure.asChart' : 'figure.asTable')}
            onClick={() => showTable(!asTable)}
          />
          <Button
            type="text"
            size="small"
            icon={<DownloadOutlined />}
            aria-label={t('figure.csv')}
            title={t('figure.csv')}
            onClick={saveTable}
          />
          <Button
            type="text"
            size="small"
            icon={<PictureOutlined />}
            disabled={asTable}
            aria-label={t('figure.picture')}
            title={t('figure.picture')}
            onClick={() => picture.current && saveFile(`${fileName}.png`, picture.current())}
          />
        </Space>
      </figcaption>
      <p className="lc-soft">{sentence}</p>
      {asTable ? (
        <ChartTable data={data} onPick={onPick} />
      ) : (
        <Suspense fallback={<Skeleton active title={false} paragraph={{ rows: 6 }} />}>
          <EchartsCanvas
            data={data}
            label={`${title}. ${sentence}`}
            heightPixels={heightPixels}
            onPick={onPick}
            onReady={(made) => {
              picture.current = made
            }}
          />
        </Suspense>
      )}
    </figure>
  )
}
