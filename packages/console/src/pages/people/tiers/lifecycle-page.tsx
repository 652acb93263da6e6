/** 客户 · lifecycle: the stage everybody is in as of any day, and how they got there. */
import { Segmented } from 'antd'
import { useTranslation } from 'react-i18next'
import { BuilderPage } from '../../../pagekinds/form/builder-page.tsx'
import { useDraft } from '../../../pagekinds/form/draft.ts'
import { Field } from '../../../pagekinds/form/field.tsx'
import { useSettled } from '../../../parts/settled.ts'
import { useWorkspaceName } from '../../../paths.ts'
import { NoEventsYet } from '../../insights/no-events-yet.tsx'
import { AsOfField, useAsOfDay } from './as-of.tsx'
import { firstLifecycleDraft, isLifecycleDraft, type LifecycleDraft, PERIOD_UNITS, PERIODS_OFFERED } from './lifecycle-draft.ts'
import { LifecycleResult } from './lifecycle-result.tsx'
import { ThresholdsPanel } from './thresholds-panel.tsx'

interface FormProps {
  readonly draft: LifecycleDraft
  readonly day: string
  readonly onChange: (draft: LifecycleDraft) => void
}

function LifecycleForm({ draft, day, onChange }: FormProps) {
  const { t } = useTranslation('tiers')
  return (
    <>
      <AsOfField day={day} onChange={(asOfDay) => onChange({ ...draft, asOfDay })} />
      <Field label={t('lifecycle.unit')}>
        <Segmented
          block
          options={PERIOD_UNITS.map((value) => ({ value, label: t(`lifecycle.units.${value}`) }))}
          value={draft.unit}
          onChange={(unit) => onChange({ ...draft, unit })}
        />
      </Field>
      <Field label={t('lifecycle.periods')}>
        <Segmented
          block
          options={PERIODS_OFFERED.map((value) => ({ value: value as number, label: String(value) }))}
          value={draft.periods}
          onChange={(periods) => onChange({ ...draft, periods })}
        />
      </Field>
      <ThresholdsPanel asOfDay={day} />
    </>
  )
}

export function LifecyclePage() {
  const { t } = useTranslation('tiers')
  const workspace = useWorkspaceName()
  const draft = useDraft(`lifecycle.${workspace}`, firstLifecycleDraft, isLifecycleDraft)
  const { day, isPending, isEmpty } = useAsOfDay(draft.value.asOfDay)
  const { unit, periods } = draft.value
  const settled = useSettled({ asOfDay: day, unit, periods })
  if (isEmpty) return <NoEventsYet title={t('lifecycle.title')} lead={t('lifecycle.lead')} />
  return (
    <BuilderPage
      title={t('lifecycle.title')}
      lead={t('lifecycle.lead')}
      draft={draft}
      form={<LifecycleForm draft={draft.value} day={day} onChange={draft.change} />}
      sentence={t('lifecycle.sentence', { asOf: day, span: t(`lifecycle.spans.${unit}`, { count: periods }) })}
      result={isPending ? null : <LifecycleResult {...settled} />}
    />
  )
}
