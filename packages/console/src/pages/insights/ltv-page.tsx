/** 数据 · lifetime value: what the customers of each month have spent per head, and what is expected of them. */
import { DatePicker } from 'antd'
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
import { LtvResult } from './ltv-result.tsx'
import { NoEventsYet } from './no-events-yet.tsx'

interface LtvDraft {
  /** Last day whose orders are known, counted; null: the last day of the data. */
  readonly asOfDay: string | null
}

const initial: LtvDraft = { asOfDay: null }

function isLtvDraft(value: unknown): value is LtvDraft {
  if (typeof value !== 'object' || value === null) return false
  const { asOfDay } = value as Partial<Record<keyof LtvDraft, unknown>>
  return asOfDay === null || typeof asOfDay === 'string'
}

export function LtvPage() {
  const { t } = useTranslation('predictions')
  const workspace = useWorkspaceName()
  const today = useToday()
  const { span, isPending } = useDataSpan()
  const draft = useDraft(`ltv.${workspace}`, initial, isLtvDraft)
  const lastDay = useMemo(() => (span && span.last < today ? span.last : today), [span, today])
  const asOfDay = draft.value.asOfDay ?? lastDay
  const settled = useSettled({ asOfDay })
  if (!isPending && !span) return <NoEventsYet title={t('ltv.title')} lead={t('ltv.lead')} />
  return (
    <BuilderPage
      title={t('ltv.title')}
      lead={t('ltv.lead')}
      draft={draft}
      form={
        <Field label={t('ltv.asOf')} hint={t('ltv.asOfHint')}>
          <DatePicker
            aria-label={t('ltv.asOf')}
            allowClear={false}
            style={{ width: 180 }}
            value={dayjs(asOfDay)}
            onChange={(day) => day && draft.change({ asOfDay: day.format('YYYY-MM-DD') })}
          />
        </Field>
      }
      sentence={t('ltv.sentence', { day: asOfDay })}
      result={isPending ? null : <LtvResult {...settled} />}
    />
  )
}
