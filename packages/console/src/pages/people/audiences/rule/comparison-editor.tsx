/** Edits comparisons of one number: "at least 2", and "at most 5" beside it. */
import { CloseOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, InputNumber, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { COMPARISON_OPS, type ComparisonOp, type ComparisonRow, freeOp, isList, rowAs, rowsOf, withRows } from './comparisons.ts'
import type { LeafValue } from './rule-draft.ts'

export interface ComparisonEditorProps {
  /** What is compared: "times". Heads every control for a screen reader. */
  readonly label: string
  readonly value: LeafValue
  readonly onChange: (value: LeafValue) => void
  readonly unit?: string
  readonly max?: number
  /** Whole numbers only. */
  readonly whole?: boolean
  /** The last comparison may go too. */
  readonly optional?: boolean
}

interface RowProps extends Omit<ComparisonEditorProps, 'value' | 'onChange' | 'optional'> {
  readonly row: ComparisonRow
  readonly taken: readonly ComparisonOp[]
  readonly onChange: (row: ComparisonRow) => void
  readonly onRemove: (() => void) | undefined
}

function RowValue({ row, label, max, whole, onChange }: RowProps) {
  const { t } = useTranslation('audiences')
  const { op, value } = row
  if (isList(op))
    return (
      <Select
        mode="tags"
        aria-label={label}
        style={{ minWidth: 120 }}
        open={false}
        suffixIcon={null}
        placeholder={t('compare.several')}
        value={Array.isArray(value) ? value.map(String) : []}
        onChange={(texts: string[]) => onChange({ op, value: texts.map(Number).filter((one) => Number.isFinite(one)) })}
      />
    )
  return (
    <InputNumber
      aria-label={label}
      style={{ width: 96 }}
      {...(max === undefined ? {} : { max })}
      {...(whole ? { precision: 0 } : {})}
      value={typeof value === 'number' ? value : null}
      onChange={(next) => onChange({ op, value: next })}
    />
  )
}

function Row(props: RowProps) {
  const { row, taken, label, unit, onChange, onRemove } = props
  const { t } = useTranslation('audiences')
  const ops = COMPARISON_OPS.filter((op) => op === row.op || !taken.includes(op))
  return (
    <span className="lc-rule-compare">
      <Select
        aria-label={t('compare.how', { what: label })}
        popupMatchSelectWidth={false}
        value={row.op}
        options={ops.map((op) => ({ value: op, label: t(`compare.ops.${op}`) }))}
        onChange={(op: ComparisonOp) => onChange(rowAs(row, op))}
      />
      <RowValue {...props} />
      {unit ? <span className="lc-soft">{unit}</span> : null}
      {onRemove ? (
        <Button type="text" size="small" icon={<CloseOutlined />} aria-label={t('compare.remove', { what: label })} onClick={onRemove} />
      ) : null}
    </span>
  )
}

export function ComparisonEditor({ value, onChange, optional = false, ...rest }: ComparisonEditorProps) {
  const { t } = useTranslation('audiences')
  const rows = rowsOf(value)
  const put = (next: readonly ComparisonRow[]) => onChange(withRows(value, next))
  const free = freeOp(rows)
  return (
    <span className="lc-rule-compares">
      {rows.map((row, index) => (
        <Row
          {...rest}
          key={row.op}
          row={row}
          taken={rows.map(({ op }) => op)}
          onChange={(next) => put(rows.map((one, at) => (at === index ? next : one)))}
          onRemove={rows.length > 1 || optional ? () => put(rows.filter((_one, at) => at !== index)) : undefined}
        />
      ))}
      {free && rows.length < 2 ? (
        <Button
          type="text"
          size="small"
          icon={<PlusOutlined />}
          title={t('compare.add', { what: rest.label })}
          aria-label={t('compare.add', { what: rest.label })}
          onClick={() => put([...rows, { op: free, value: null }])}
        />
      ) : null}
    </span>
  )
}
