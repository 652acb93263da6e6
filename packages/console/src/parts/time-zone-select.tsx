/** Time zones by name, as this browser knows them. */
import { Select } from 'antd'

export interface TimeZoneSelectProps {
  /** Given by the form item around it. */
  readonly id?: string
  readonly value?: string
  readonly onChange?: (value: string) => void
}

const options = ['UTC', ...Intl.supportedValuesOf('timeZone')].map((name) => ({ value: name, label: name }))

export function TimeZoneSelect({ id, value, onChange }: TimeZoneSelectProps) {
  return (
    <Select
      {...(id === undefined ? {} : { id })}
      showSearch
      options={options}
      value={value ?? null}
      onChange={(name: string | null) => name && onChange?.(name)}
    />
  )
}
