/** The number of a figure: value with unit, comparison, spark line; the whole card leads to what is behind it. */
import { QuestionCircleOutlined } from '@ant-design/icons'
import { Tooltip } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useNumbers } from '../../i18n/formats.ts'
import { Sparkline } from './sparkline.tsx'

export interface FigureNumberProps {
  readonly title: string
  readonly value: number | null | undefined
  readonly unit?: string
  /** A share 0–1 shown as a percentage, or money; absent is a count. */
  readonly form?: 'count' | 'percent' | 'money'
  /** Of money; absent is CNY. */
  readonly currency?: string | undefined
  readonly comparison?: ReactNode
  readonly spark?: readonly number[] | undefined
  /** The people and events behind it. */
  readonly href?: string | undefined
  readonly note?: ReactNode
  /** How it is counted, one sentence with its source; behind a sign beside the title. */
  readonly how?: string | undefined
}

export function FigureNumber({ title, value, unit, form = 'count', currency, comparison, spark, href, note, how }: FigureNumberProps) {
  const { t } = useTranslation('kinds')
  const numbers = useNumbers()
  const isShort = form !== 'percent' && numbers.isShortened(value)
  return (
    <div className="lc-card lc-card-body lc-stack" style={{ gap: 6 }}>
      <span className="lc-soft lc-figure-title">
        {href ? <Link to={href}>{title}</Link> : title}
        {how ? (
          <Tooltip destroyOnHidden title={how} trigger={['hover', 'focus', 'click']}>
            <button type="button" className="lc-hint" aria-label={`${t('figure.how')} ${how}`}>
              <QuestionCircleOutlined />
            </button>
          </Tooltip>
        ) : null}
      </span>
      <span className="lc-figure-value">
        {form === 'money' ? numbers.money(value, currency) : numbers[form](value)}
        {unit ? <span className="lc-figure-unit">{unit}</span> : null}
      </span>
      {isShort ? <span className="lc-soft lc-small lc-number">{numbers.exact(value)}</span> : null}
      {comparison}
      {spark && spark.length > 1 ? <Sparkline values={spark} /> : null}
      {note ? <span className="lc-soft lc-small">{note}</span> : null}
    </div>
  )
}
