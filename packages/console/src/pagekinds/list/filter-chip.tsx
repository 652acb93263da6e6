/** One filter as a chip: dashed while off, filled with its value while on. */
import { CloseOutlined, PlusOutlined } from '@ant-design/icons'
import { DatePicker, Input, Popover, Select } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ListFilter } from './list-column.ts'

export interface FilterChipProps {
  readonly filter: ListFilter
  readonly value: string
  readonly onChange: (value: string) => void
}

function FilterEditor({ filter, value, onChange }: FilterChipProps) {
  const style = { width: 240 }
  if (filter.kind === 'choice')
    return (
      <Select
        showSearch={{ optionFilterProp: 'label' }}
        autoFocus
        style={style}
        aria-label={filter.label}
        options={[...filter.options]}
        value={value || null}
        onChange={(next: string | null) => onChange(next ?? '')}
      />
    )
  if (filter.kind === 'day')
    return (
      <DatePicker
        style={style}
        aria-label={filter.label}
        value={value ? dayjs(value) : null}
        onChange={(day) => onChange(day?.isValid() ? day.format('YYYY-MM-DD') : '')}
      />
    )
  return (
    <Input.Search
      style={style}
      aria-label={filter.label}
      placeholder={filter.placeholder ?? ''}
      defaultValue={value}
      enterButton
      onSearch={(text) => onChange(text.trim())}
    />
  )
}

export function FilterChip({ filter, value, onChange }: FilterChipProps) {
  const { t } = useTranslation('kinds')
  const [open, setOpen] = useState(false)
  const shown = filter.kind === 'choice' ? (filter.options.find((option) => option.value === value)?.label ?? value) : value
  const change = (next: string) => {
    setOpen(false)
    onChange(next)
  }
  return (
    <span style={{ display: 'inline-flex', gap: 2, alignItems: 'center' }}>
      <Popover
        trigger="click"
        placement="bottomLeft"
        open={open}
        onOpenChange={setOpen}
        destroyOnHidden
        content={<FilterEditor filter={filter} value={value} onChange={change} />}
      >
        <button type="button" className={value ? 'lc-chip lc-chip-on' : 'lc-chip'} aria-expanded={open}>
          {value ? null : <PlusOutlined aria-hidden />}
          {value ? `${filter.label}: ${shown}` : filter.label}
        </button>
      </Popover>
      {value ? (
        <button
          type="button"
          className="lc-link-button"
          aria-label={t('list.removeFilter', { name: filter.label })}
          onClick={() => onChange('')}
        >
          <CloseOutlined />
        </button>
      ) : null}
    </span>
  )
}
