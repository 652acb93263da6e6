/** 数据 · repurchase: of those who bought, how many bought again within some days. */
import { DatePicker, InputNumber, Segmented } from 'antd'
import dayjs from 'dayjs'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { BuilderPage } from '../../pagekinds/form/builder-page.tsx'
import { useDraft } from '../../pagekinds/form/draft.ts'
import { Field } from '../../pagekinds/form/field.tsx'
import { useDataSpan } from '../../parts/data-span.ts'
import { useToday } from '../../parts/days.ts'
import { useSettled } from '../../parts/settled.ts'
import { useWorkspaceName } from '../../paths.ts'
import { NoEventsYet } from './no-events-yet.tsx'
import { RepurchaseResult } from './repurchase-result.tsx'

const WITHIN_DAYS_MAX = 3_650
const USUAL_WITHIN_DAYS = [30, 60, 90, 180, 365]
const FIRST_WITHIN_DAYS = 90

export interface RepurchaseDraft {
  readonly withinDays: number
  /** Last day whose orders are known, counted; null: the last day of the data. */
  readonly asOfDay: string | null
}

function isRepurchaseDraft(value: unknown): value is RepurchaseDraft {
  if (typeof value !== 'object' || value === null) return false
  const draft = value as Partial<Record<keyof RepurchaseDraft, unknown>>
  return typeof draft.withinDays === 'number' && (draft.asOfDay === null || typeof draft.asOfDay === 'string')
}

const initial: RepurchaseDraft = { withinDays: FIRST_WITHIN_DAYS, asOfDay: null }

interface FormProps {
  readonly draft: RepurchaseDraft
  readonly asOfDay: string
  readonly onChange: (draft: RepurchaseDraft) => void
}

function RepurchaseForm({ draft, asOfDay, onChange }: FormProps) {
  const { t } = useTranslation('insights')
  return (
    <>
      <Field label={t('repurchase.within')}>
        <Segmented
          block
          options={USUAL_WITHIN_DAYS.map((days) => ({ value: days, label: String(days) }))}
          value={draft.withinDays}
          onChange={(withinDays) => onChange({ ...draft, withinDays })}
        />
        <InputNumber
          min={1}
          max={WITHIN_DAYS_MAX}
          precision={0}
          aria-label={t('repurchase.within')}
          suffix={t('unit.day')}
          style={{ width: 140 }}
          value={draft.withinDays}
          onChange={(withinDays) => withinDays !== null && onChange({ ...draft, withinDays })}
        />
      </Field>
      <Field label={t('repurchase.asOf')} hint={t('repurchase.asOfHint')}>
        <DatePicker
          aria-label={t('repurchase.asOf')}
          allowClear={false}
          style={{ width: 180 }}
          value={dayjs(asOfDay)}
          onChange={(day) => day && onChange({ ...draft, asOfDay: day.format('YYYY-MM-DD') })}
        />
      </Field>
    </>
  )
}

export function RepurchasePage() {
  const { t } = useTranslation('insights')
  const workspace = useWorkspaceName()
  const today = useToday()
  const { span, isPending } = useDataSpan()
  const draft = useDraft(`repurchase.${workspace}`, initial, isRepurchaseDraft)
  const lastDay = useMemo(() => (span && span.last < today ? span.last : today), [span, today])
  const asOfDay = draft.value.asOfDay ?? lastDay
  const settled = useSettled({ withinDays: draft.value.withinDays, asOfDay })
  if (!isPending && !span) return <NoEventsYet title={t('repurchase.title')} lead={t('repurchase.lead')} />
  return (
    <BuilderPage
      title={t('repurchase.title')}
      lead={t('repurchase.lead')}
      draft={draft}
      form={<RepurchaseForm draft={draft.value} asOfDay={asOfDay} onChange={draft.change} />}
      sentence={t('repurchase.sentence', { days: draft.value.withinDays, asOf: asOfDay })}
      result={isPending ? null : <RepurchaseResult {...settled} />}
    />
  )
}
