/** Choosing members of a corp, and tags that are put on by hand. */
import { listWecomStaff } from '@liuchi/server/contract/channels/wecom/contacts'
import { listTags } from '@liuchi/server/contract/identity/tags'
import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../../api/hooks.ts'

/** What one call answers with at most. */
const OFFERED = 1_000

function useStaffOptions(corpId: string) {
  const { data } = useRead(listWecomStaff, { params: { corpId }, query: { limit: OFFERED } })
  return (data?.items ?? []).filter(({ leftAt }) => leftAt === null).map(({ userId, name }) => ({ value: userId, label: name || userId }))
}

interface SelectProps<Value> {
  readonly label: string
  readonly value: Value
}

const SEARCH = { optionFilterProp: 'label' } as const

export function StaffOfCorp({
  corpId,
  label,
  value,
  onChange,
}: SelectProps<string | undefined> & { corpId: string; onChange: (userId: string | undefined) => void }) {
  const { t } = useTranslation('welcome')
  const options = useStaffOptions(corpId)
  return (
    <Select
      aria-label={label}
      style={{ width: '100%' }}
      placeholder={t('form.staffPlaceholder')}
      allowClear
      showSearch={SEARCH}
      {...(value === undefined ? {} : { value })}
      options={options}
      onChange={(userId: string | undefined) => onChange(userId)}
    />
  )
}

export function StaffSelect({
  corpId,
  label,
  value,
  onChange,
}: SelectProps<readonly string[]> & { corpId: string; onChange: (userIds: string[]) => void }) {
  const { t } = useTranslation('welcome')
  const options = useStaffOptions(corpId)
  return (
    <Select
      mode="multiple"
      aria-label={label}
      style={{ width: '100%' }}
      placeholder={t('form.allStaff')}
      allowClear
      showSearch={SEARCH}
      value={[...value]}
      options={options}
      onChange={(userIds: string[]) => onChange(userIds)}
    />
  )
}

export function TagSelect({ label, value, onChange }: SelectProps<readonly string[]> & { onChange: (tagIds: string[]) => void }) {
  const { t } = useTranslation('welcome')
  const { data, isFetching } = useRead(listTags, { query: { kind: 'manual', limit: OFFERED } })
  const options = (data?.items ?? []).map(({ id, name, groupName }) => ({ value: id, label: groupName ? `${groupName} · ${name}` : name }))
  return (
    <Select
      mode="multiple"
      aria-label={label}
      style={{ width: '100%' }}
      placeholder={t('form.noTags')}
      allowClear
      loading={isFetching}
      showSearch={SEARCH}
      value={[...value]}
      options={options}
      onChange={(tagIds: string[]) => onChange(tagIds)}
    />
  )
}
