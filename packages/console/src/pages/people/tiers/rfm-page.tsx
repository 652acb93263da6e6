/** 客户 · RFM: buyers scored by recency, frequency and money, as of any day. */
import { useTranslation } from 'react-i18next'
import { BuilderPage } from '../../../pagekinds/form/builder-page.tsx'
import { useDraft } from '../../../pagekinds/form/draft.ts'
import { useSettled } from '../../../parts/settled.ts'
import { useWorkspaceName } from '../../../paths.ts'
import { NoEventsYet } from '../../insights/no-events-yet.tsx'
import { useAsOfDay } from './as-of.tsx'
import { areBounds, isRfmDraft, noRfmDraft } from './rfm-draft.ts'
import { RfmForm, useRfmQuestion } from './rfm-form.tsx'
import { RfmResult } from './rfm-result.tsx'

export function RfmPage() {
  const { t } = useTranslation('tiers')
  const workspace = useWorkspaceName()
  const draft = useDraft(`rfm.${workspace}`, noRfmDraft, isRfmDraft)
  const { day, isPending, isEmpty } = useAsOfDay(draft.value.asOfDay)
  const question = useRfmQuestion(draft.value)
  const settled = useSettled({ day, question })
  if (isEmpty) return <NoEventsYet title={t('rfm.title')} lead={t('rfm.lead')} />
  const isWrong = question?.method === 'bounds' && !areBounds(question.bounds)
  return (
    <BuilderPage
      title={t('rfm.title')}
      lead={t('rfm.lead')}
      draft={draft}
      form={question ? <RfmForm draft={draft.value} day={day} question={question} onChange={draft.change} /> : null}
      sentence={question ? t(question.method === 'quintile' ? 'rfm.sentenceQuintile' : 'rfm.sentenceBounds', { asOf: day }) : null}
      missing={isWrong ? [t('rfm.wrongBounds')] : []}
      result={isPending || !settled.question ? null : <RfmResult asOfDay={settled.day} question={settled.question} />}
    />
  )
}
