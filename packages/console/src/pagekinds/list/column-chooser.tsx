/** Which columns a list shows, chosen once per browser and list. */
import { SettingOutlined } from '@ant-design/icons'
import { Button, Checkbox, Popover } from 'antd'
import { useTranslation } from 'react-i18next'
import { parsePreference, usePreference } from '../../preferences.ts'
import type { ListColumn } from './list-column.ts'

function isKeys(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((key) => typeof key === 'string')
}

export interface ChosenColumns<Row> {
  readonly shown: readonly ListColumn<Row>[]
  readonly toggle: (key: string) => void
}

/** The first column always stays: it names the row. */
export function useChosenColumns<Row>(listId: string, columns: readonly ListColumn<Row>[]): ChosenColumns<Row> {
  const [stored, store] = usePreference(`columns.${listId}`)
  const first = columns.filter((column) => column.hiddenAtFirst).map((column) => column.key)
  const hidden = parsePreference(stored, isKeys, first)
  return {
    shown: columns.filter((column, index) => index === 0 || !hidden.includes(column.key)),
    toggle: (key) => store(JSON.stringify(hidden.includes(key) ? hidden.filter((one) => one !== key) : [...hidden, key])),
  }
}

export interface ColumnChooserProps<Row> {
  readonly columns: readonly ListColumn<Row>[]
  readonly chosen: ChosenColumns<Row>
}

export function ColumnChooser<Row>({ columns, chosen }: ColumnChooserProps<Row>) {
  const { t } = useTranslation('kinds')
  const boxes = columns.slice(1).map((column) => (
    <Checkbox key={column.key} checked={chosen.shown.includes(column)} onChange={() => chosen.toggle(column.key)}>
      {column.title}
    </Checkbox>
  ))
  return (
    <Popover
      destroyOnHidden
      trigger="click"
      placement="bottomRight"
      content={
        <div className="lc-stack" style={{ gap: 8 }}>
          {boxes}
        </div>
      }
    >
      <Button icon={<SettingOutlined />} aria-label={t('list.columns')} title={t('list.columns')} />
    </Popover>
  )
}
