/** Leaves about where somebody stands: lifecycle, value, RFM, predictions. */
import { INTENTS, LIFECYCLE_STAGES, PREDICTIONS, RELATIONS, RFM_SEGMENTS, VALUE_STAGES } from '@liuchi/server/contract/audience/rule'
import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { ComparisonEditor } from '../comparison-editor.tsx'
import type { LeafValue } from '../rule-draft.ts'
import { type LeafEditorProps, without } from './leaf-editor.ts'

const SCORE_MAX = 5

interface SeveralProps extends LeafEditorProps {
  readonly part: string
  readonly label: string
  readonly options: readonly { readonly value: string; readonly label: string }[]
}

/** Several words of a list under one key; none takes the key out. */
function Several({ value, onChange, part, label, options }: SeveralProps) {
  const { t } = useTranslation('audiences')
  const chosen = value[part]
  return (
    <span className="lc-rule-part">
      <span className="lc-soft">{label}</span>
      <Select
        mode="multiple"
        aria-label={label}
        style={{ minWidth: 160, flex: 1 }}
        placeholder={t('any')}
        popupMatchSelectWidth={false}
        options={[...options]}
        value={Array.isArray(chosen) ? (chosen as string[]) : []}
        onChange={(next: string[]) => onChange(next.length > 0 ? { ...value, [part]: next } : without(value, part))}
      />
    </span>
  )
}

export function LifecycleLeaf({ value, onChange }: LeafEditorProps) {
  const { t } = useTranslation('audiences')
  const paying = value.paying === undefined ? 'any' : value.paying ? 'yes' : 'no'
  return (
    <div className="lc-rule-line">
      <Several
        value={value}
        onChange={onChange}
        part="in"
        label={t('lifecycle.stage')}
        options={LIFECYCLE_STAGES.map((one) => ({ value: one, label: t(`lifecycle.stages.${one}`) }))}
      />
      <span className="lc-rule-part">
        <span className="lc-soft">{t('lifecycle.paying')}</span>
        <Select
          aria-label={t('lifecycle.paying')}
          popupMatchSelectWidth={false}
          value={paying}
          options={(['any', 'yes', 'no'] as const).map((one) => ({ value: one, label: t(`lifecycle.payings.${one}`) }))}
          onChange={(next: string) => onChange(next === 'any' ? without(value, 'paying') : { ...value, paying: next === 'yes' })}
        />
      </span>
    </div>
  )
}

export function ValueLeaf({ value, onChange }: LeafEditorProps) {
  const { t } = useTranslation('audiences')
  return (
    <div className="lc-rule-line">
      <Several
        value={value}
        onChange={onChange}
        part="in"
        label={t('value.stage')}
        options={VALUE_STAGES.map((one) => ({ value: one, label: t(`value.stages.${one}`) }))}
      />
      <Several
        value={value}
        onChange={onChange}
        part="intent"
        label={t('value.intent')}
        options={INTENTS.map((one) => ({ value: one, label: t(`value.intents.${one}`) }))}
      />
      <Several
        value={value}
        onChange={onChange}
        part="relation"
        label={t('value.relation')}
        options={RELATIONS.map((one) => ({ value: one, label: t(`value.relations.${one}`) }))}
      />
    </div>
  )
}

export function RfmLeaf({ value, onChange }: LeafEditorProps) {
  const { t } = useTranslation('audiences')
  const score = (part: 'r' | 'f' | 'm') => (
    <span className="lc-rule-part" key={part}>
      <span className="lc-soft">{t(`rfm.${part}`)}</span>
      <ComparisonEditor
        label={t(`rfm.${part}`)}
        whole
        optional
        max={SCORE_MAX}
        value={(value[part] ?? {}) as LeafValue}
        onChange={(next) => onChange(Object.keys(next).length > 0 ? { ...value, [part]: next } : without(value, part))}
      />
    </span>
  )
  return (
    <>
      <div className="lc-rule-line">
        <Several
          value={value}
          onChange={onChange}
          part="segment"
          label={t('rfm.segment')}
          options={RFM_SEGMENTS.map((one) => ({ value: one, label: t(`rfm.segments.${one}`) }))}
        />
      </div>
      <div className="lc-rule-line">{(['r', 'f', 'm'] as const).map(score)}</div>
    </>
  )
}

/** A probability is asked as a share of one. */
export function PredictionLeaf({ value, onChange }: LeafEditorProps) {
  const { t } = useTranslation('audiences')
  const name = PREDICTIONS.find((one) => one === value.name) ?? 'alive'
  return (
    <>
      <div className="lc-rule-line">
        <Select
          aria-label={t('prediction.name')}
          popupMatchSelectWidth={false}
          value={name}
          options={PREDICTIONS.map((one) => ({ value: one, label: t(`prediction.names.${one}`) }))}
          onChange={(next: string) => onChange({ ...value, name: next })}
        />
        <ComparisonEditor label={t(`prediction.names.${name}`)} value={value} onChange={onChange} />
      </div>
      <span className="lc-soft lc-small">{t(`prediction.hints.${name}`)}</span>
    </>
  )
}
