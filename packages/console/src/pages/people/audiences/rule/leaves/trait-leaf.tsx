/** A leaf about what is known of a person: a trait, compared with a value. */
import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { CONDITION_OPS, type ConditionOp } from '../../../../../parts/conditions.ts'
import { useOps } from '../ops-words.ts'
import { TraitNameSelect, TraitValueInput, TraitValuesSelect } from '../trait-inputs.tsx'
import { type LeafEditorProps, without } from './leaf-editor.ts'

/** What stays of a value when the comparison changes. */
function kept(value: unknown, op: ConditionOp): unknown {
  if (op === 'exists') return true
  const first: unknown = Array.isArray(value) ? value[0] : value
  const usable = typeof first === 'boolean' ? undefined : first
  if (op === 'in' || op === 'nin') return Array.isArray(value) ? value : usable === undefined ? [] : [usable]
  return op === 'contains' && usable !== undefined ? String(usable) : usable
}

export function TraitLeaf({ value, onChange }: LeafEditorProps) {
  const { t } = useTranslation('audiences')
  const ops = useOps()
  const name = String(value.name ?? '')
  const op = CONDITION_OPS.find((one) => one === value.op) ?? 'eq'
  const put = (next: unknown) => onChange(next === undefined ? without(value, 'value') : { ...value, value: next })
  return (
    <div className="lc-rule-line">
      <div className="lc-rule-name">
        <TraitNameSelect value={name} onChange={(next) => onChange({ ...value, name: next })} />
      </div>
      <Select
        aria-label={t('trait.how')}
        popupMatchSelectWidth={false}
        value={op}
        options={ops}
        onChange={(next: ConditionOp) => {
          const stays = kept(value.value, next)
          onChange(stays === undefined ? { ...without(value, 'value'), op: next } : { ...value, op: next, value: stays })
        }}
      />
      {op === 'exists' ? (
        <Select
          aria-label={t('trait.value')}
          popupMatchSelectWidth={false}
          value={value.value === false ? 'no' : 'yes'}
          options={[
            { value: 'yes', label: t('trait.present') },
            { value: 'no', label: t('trait.absent') },
          ]}
          onChange={(next: string) => put(next === 'yes')}
        />
      ) : null}
      {op === 'in' || op === 'nin' ? <TraitValuesSelect name={name} value={value.value} onChange={put} /> : null}
      {['exists', 'in', 'nin'].includes(op) ? null : (
        <TraitValueInput name={name} value={value.value} asText={op === 'contains'} onChange={put} />
      )}
    </div>
  )
}
