/** The choices of a retention. */
import { InputNumber, Segmented } from 'antd'
import { useTranslation } from 'react-i18next'
import { Field } from '../../pagekinds/form/field.tsx'
import { DayRange } from '../../parts/day-range.tsx'
import type { Days } from '../../parts/days.ts'
import { EventStepEditor } from './event-step.tsx'
import { PERIODS_MAX, RETENTION_UNITS, type RetentionDraft } from './retention-draft.ts'

export interface RetentionFormProps {
  readonly draft: RetentionDraft
  readonly days: Days
  readonly dataSpan: Days | undefined
  readonly onChange: (draft: RetentionDraft) => void
}

export function RetentionForm({ draft, days, dataSpan, onChange }: RetentionFormProps) {
  const { t } = useTranslation('insights')
  return (
    <>
      <Field label={t('retention.start')}>
        <EventStepEditor label={t('retention.start')} step={draft.start} onChange={(start) => onChange({ ...draft, start })} />
      </Field>
      <Field label={t('retention.back')}>
        <EventStepEditor label={t('retention.back')} step={draft.back} onChange={(back) => onChange({ ...draft, back })} />
      </Field>
      <Field label={t('retention.unit')}>
        <Segmented
          block
          options={RETENTION_UNITS.map((unit) => ({ value: unit, label: t(`unit.${unit}`) }))}
          value={draft.unit}
          onChange={(unit) => onChange({ ...draft, unit })}
        />
      </Field>
      <Field label={t('retention.periods')}>
        <InputNumber
          min={1}
          max={PERIODS_MAX}
          precision={0}
          aria-label={t('retention.periods')}
          suffix={t(`unit.${draft.unit}`)}
          style={{ width: 140 }}
          value={draft.periods}
          onChange={(periods) => periods !== null && onChange({ ...draft, periods })}
        />
      </Field>
      <Field label={t('days')}>
        <DayRange value={days} dataSpan={dataSpan} onChange={(chosen) => onChange({ ...draft, days: chosen })} />
      </Field>
      <Field label={t('retention.mode')} hint={t(`retention.modeHint.${draft.mode}`)}>
        <Segmented
          block
          options={(['exact', 'onOrAfter'] as const).map((mode) => ({ value: mode, label: t(`retention.modes.${mode}`) }))}
          value={draft.mode}
          onChange={(mode) => onChange({ ...draft, mode })}
        />
      </Field>
      <Field label={t('retention.cohort')} hint={t(`retention.cohortHint.${draft.cohort}`)}>
        <Segmented
          block
          options={(['each', 'first'] as const).map((cohort) => ({ value: cohort, label: t(`retention.cohorts.${cohort}`) }))}
          value={draft.cohort}
          onChange={(cohort) => onChange({ ...draft, cohort })}
        />
      </Field>
    </>
  )
}
