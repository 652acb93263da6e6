/** 数据 · prediction model: what is in force, what its numbers mean, and how well it guesses weeks it has not seen. */
import { DatePicker, InputNumber } from 'antd'
import dayjs from 'dayjs'
import { useTranslation } from 'react-i18next'
import { useDraft } from '../../pagekinds/form/draft.ts'
import { Field } from '../../pagekinds/form/field.tsx'
import { useDataSpan } from '../../parts/data-span.ts'
import { useToday } from '../../parts/days.ts'
import { PageHead } from '../../parts/page-head.tsx'
import { Section } from '../../parts/section.tsx'
import { useSettled } from '../../parts/settled.ts'
import { useWorkspaceName } from '../../paths.ts'
import { ModelCheck } from './model-check.tsx'
import { askedModel, firstModelDraft, HORIZON_WEEKS_MAX, isModelDraft, type ModelDraft } from './model-draft.ts'
import { FitButton, useModels } from './model-fit.tsx'
import { ModelInForce } from './model-in-force.tsx'
import { NoEventsYet } from './no-events-yet.tsx'

interface FormProps {
  readonly draft: ModelDraft
  readonly asked: { readonly calibrationEnd: string; readonly horizon: number }
  readonly onChange: (draft: ModelDraft) => void
}

function ModelForm({ draft, asked, onChange }: FormProps) {
  const { t } = useTranslation(['predictions', 'insights'])
  return (
    <div className="lc-columns">
      <Field label={t('model.calibrationEnd')} hint={t('model.calibrationEndHint')}>
        <DatePicker
          aria-label={t('model.calibrationEnd')}
          allowClear={false}
          style={{ width: 180 }}
          value={dayjs(asked.calibrationEnd)}
          onChange={(day) => day && onChange({ ...draft, calibrationDay: day.format('YYYY-MM-DD') })}
        />
      </Field>
      <Field label={t('model.horizon')}>
        <InputNumber
          min={1}
          max={HORIZON_WEEKS_MAX}
          precision={0}
          aria-label={t('model.horizon')}
          suffix={t('unit.week', { ns: 'insights' })}
          style={{ width: 140 }}
          value={asked.horizon}
          onChange={(weeks) => weeks !== null && onChange({ ...draft, weeks })}
        />
      </Field>
    </div>
  )
}

export function ModelPage() {
  const { t } = useTranslation('predictions')
  const workspace = useWorkspaceName()
  const today = useToday()
  const { span, isPending } = useDataSpan()
  const draft = useDraft(`model.${workspace}`, firstModelDraft, isModelDraft)
  const asked = askedModel(draft.value, span ?? { first: today, last: today })
  const settled = useSettled(asked)
  const models = useModels()
  if (!isPending && !span) return <NoEventsYet title={t('model.title')} lead={t('model.lead')} />
  return (
    <>
      <PageHead title={t('model.title')} lead={t('model.lead')} actions={<FitButton models={models} />} />
      <div className="lc-stack">
        <ModelInForce models={models} />
        {isPending || !models.list.data?.items.length ? null : (
          <>
            <Section title={t('model.check')}>
              <div className="lc-stack">
                <ModelForm draft={draft.value} asked={asked} onChange={draft.change} />
                <p className="lc-sentence">{t('model.sentence', { day: asked.calibrationEnd, weeks: asked.horizon })}</p>
              </div>
            </Section>
            <ModelCheck {...settled} />
          </>
        )}
      </div>
    </>
  )
}
