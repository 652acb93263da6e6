/** A leaf about an event: which one, how often, adding up to how much, when, and of what kind. */
import { Button, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { ConditionDraft } from '../../../../../parts/conditions.ts'
import { ConditionsEditor } from '../../../../../parts/conditions-editor.tsx'
import { EventSelect } from '../../../../../parts/event-select.tsx'
import { PropertySelect } from '../../../../../parts/property-select.tsx'
import { ComparisonEditor } from '../comparison-editor.tsx'
import { draftsOf, whereOf } from '../conditions-json.ts'
import type { LeafValue } from '../rule-draft.ts'
import { WindowEditor } from '../window-editor.tsx'
import { type LeafEditorProps, without } from './leaf-editor.ts'

const partOf = (value: unknown): LeafValue => (typeof value === 'object' && value !== null ? (value as LeafValue) : {})

export function EventLeaf({ value, onChange }: LeafEditorProps) {
  const { t } = useTranslation('audiences')
  const name = String(value.name ?? '')
  const where = (drafts: readonly ConditionDraft[]) => {
    const next = whereOf(drafts)
    onChange(next ? { ...value, where: next } : without(value, 'where'))
  }
  return (
    <>
      <div className="lc-rule-line">
        <div className="lc-rule-name">
          <EventSelect label={t('event.name')} value={name} onChange={(next) => onChange({ ...without(value, 'where'), name: next })} />
        </div>
        <WindowEditor value={value} onChange={onChange} />
        <HowOften value={value} onChange={onChange} />
      </div>
      <Sum value={value} onChange={onChange} />
      <ConditionsEditor addLabel={t('narrow')} event={name} value={draftsOf(value.where)} onChange={where} />
    </>
  )
}

/** "At least once" needs no words of its own in a rule. */
function HowOften({ value, onChange }: LeafEditorProps) {
  const { t } = useTranslation('audiences')
  const isCounted = value.count !== undefined
  return (
    <span className="lc-rule-compare">
      <Select
        aria-label={t('event.howOften')}
        popupMatchSelectWidth={false}
        value={isCounted ? 'count' : 'once'}
        options={[
          { value: 'once', label: t('event.once') },
          { value: 'count', label: t('event.counted') },
        ]}
        onChange={(how: string) => onChange(how === 'once' ? without(value, 'count') : { ...value, count: { gte: 2 } })}
      />
      {isCounted ? (
        <ComparisonEditor
          label={t('event.times')}
          unit={t('event.timesUnit')}
          whole
          value={partOf(value.count)}
          onChange={(count) => onChange({ ...value, count })}
        />
      ) : null}
    </span>
  )
}

function Sum({ value, onChange }: LeafEditorProps) {
  const { t } = useTranslation('audiences')
  const name = String(value.name ?? '')
  if (value.sum === undefined)
    return name === '' ? null : (
      <Button
        type="link"
        size="small"
        className="lc-rule-add-part"
        onClick={() => onChange({ ...value, sum: { property: 'amount', gte: null } })}
      >
        {t('event.addSum')}
      </Button>
    )
  const sum = partOf(value.sum)
  return (
    <div className="lc-rule-line">
      <span className="lc-soft">{t('event.sumOf')}</span>
      <div className="lc-rule-property">
        <PropertySelect
          event={name}
          numbersOnly
          label={t('event.sumProperty')}
          value={String(sum.property ?? '')}
          onChange={(property) => onChange({ ...value, sum: { ...sum, property } })}
        />
      </div>
      <ComparisonEditor label={t('event.sum')} value={sum} onChange={(next) => onChange({ ...value, sum: next })} />
      <Button type="link" size="small" onClick={() => onChange(without(value, 'sum'))}>
        {t('event.noSum')}
      </Button>
    </div>
  )
}
