/** Edits the conditions on one event: property, comparison, value; values seen are offered. */
import { CloseOutlined, FilterOutlined } from '@ant-design/icons'
import { propertyValues } from '@liuchi/server/contract/events'
import { AutoComplete, Button, Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { useRead } from '../api/hooks.ts'
import { CONDITION_OPS, type ConditionDraft, type ConditionOp, emptyCondition } from './conditions.ts'
import { PropertySelect } from './property-select.tsx'

const CONDITIONS_MAX = 20
const VALUES_OFFERED = 30

export interface ConditionsEditorProps {
  readonly event: string
  readonly value: readonly ConditionDraft[]
  readonly onChange: (drafts: readonly ConditionDraft[]) => void
  /** Where "add a condition" means something else. */
  readonly addLabel?: string
}

interface RowProps {
  readonly event: string
  readonly draft: ConditionDraft
  readonly onChange: (draft: ConditionDraft) => void
  readonly onRemove: () => void
}

function ConditionValue({ event, draft, onChange }: RowProps) {
  const { t } = useTranslation('events')
  const isKnown = event !== '' && draft.property !== ''
  const { data } = useRead(
    propertyValues,
    { query: { name: event, property: draft.property, limit: VALUES_OFFERED } },
    { enabled: isKnown && draft.op !== 'exists' },
  )
  if (draft.op === 'exists')
    return (
      <Select
        aria-label={t('condition.value')}
        style={{ flex: 1, minWidth: 90 }}
        value={draft.text === 'no' ? 'no' : 'yes'}
        options={[
          { value: 'yes', label: t('condition.present') },
          { value: 'no', label: t('condition.absent') },
        ]}
        onChange={(text: string) => onChange({ ...draft, text })}
      />
    )
  if (draft.op === 'in' || draft.op === 'nin')
    return (
      <Input
        aria-label={t('condition.value')}
        style={{ flex: 1, minWidth: 110 }}
        placeholder={t('condition.several')}
        value={draft.text}
        onChange={({ target }) => onChange({ ...draft, text: target.value })}
      />
    )
  return (
    <AutoComplete
      aria-label={t('condition.value')}
      style={{ flex: 1, minWidth: 90 }}
      placeholder={t('condition.value')}
      popupMatchSelectWidth={false}
      showSearch={{
        filterOption: (text, option) =>
          String(option?.value ?? '')
            .toLowerCase()
            .includes(text.toLowerCase()),
      }}
      options={(data?.items ?? []).map(({ value }) => ({ value }))}
      value={draft.text}
      onChange={(text: string) => onChange({ ...draft, text })}
    />
  )
}

function ConditionRow(props: RowProps) {
  const { event, draft, onChange, onRemove } = props
  const { t } = useTranslation('events')
  return (
    <div className="lc-condition">
      <PropertySelect
        event={event}
        label={t('condition.property')}
        value={draft.property}
        onChange={(property) => onChange({ ...draft, property })}
      />
      <div className="lc-row" style={{ flexWrap: 'nowrap', gap: 4 }}>
        <Select
          aria-label={t('condition.op')}
          style={{ width: 104 }}
          popupMatchSelectWidth={false}
          value={draft.op}
          options={CONDITION_OPS.map((op) => ({ value: op, label: t(`condition.ops.${op}`) }))}
          onChange={(op: ConditionOp) => onChange({ ...draft, op })}
        />
        <ConditionValue {...props} />
        <Button type="text" size="small" icon={<CloseOutlined />} aria-label={t('condition.remove')} onClick={onRemove} />
      </div>
    </div>
  )
}

export function ConditionsEditor({ event, value, onChange, addLabel }: ConditionsEditorProps) {
  const { t } = useTranslation('events')
  const replace = (index: number, draft: ConditionDraft) => onChange(value.map((one, at) => (at === index ? draft : one)))
  return (
    <div className="lc-stack" style={{ gap: 6 }}>
      {value.map((draft, index) => (
        <ConditionRow
          // biome-ignore lint/suspicious/noArrayIndexKey: conditions have no identity but their place
          key={index}
          event={event}
          draft={draft}
          onChange={(next) => replace(index, next)}
          onRemove={() => onChange(value.filter((_one, at) => at !== index))}
        />
      ))}
      {value.length < CONDITIONS_MAX && event !== '' ? (
        <Button
          type="link"
          size="small"
          icon={<FilterOutlined />}
          style={{ alignSelf: 'flex-start', paddingInline: 0 }}
          onClick={() => onChange([...value, emptyCondition])}
        >
          {addLabel ?? t('condition.add')}
        </Button>
      ) : null}
    </div>
  )
}
