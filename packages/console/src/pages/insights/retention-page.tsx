/** 数据 · retention: of those who did something, how many come back to do something. */
import { eventNames } from '@liuchi/server/contract/events'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../api/hooks.ts'
import { BuilderPage } from '../../pagekinds/form/builder-page.tsx'
import { useDraft } from '../../pagekinds/form/draft.ts'
import { useDataSpan } from '../../parts/data-span.ts'
import { useEventWords } from '../../parts/event-words.ts'
import { useSettled } from '../../parts/settled.ts'
import { useWorkspaceName } from '../../paths.ts'
import { NoEventsYet } from './no-events-yet.tsx'
import { firstRetention, isRetentionComplete, isRetentionDraft } from './retention-draft.ts'
import { RetentionForm } from './retention-form.tsx'
import { RetentionResult } from './retention-result.tsx'

const NAMES_ASKED = 20

export function RetentionPage() {
  const { t } = useTranslation('insights')
  const workspace = useWorkspaceName()
  const wordsOf = useEventWords()
  const names = useRead(eventNames, { query: { limit: NAMES_ASKED } })
  const { usual, span, isPending } = useDataSpan()
  const initial = useMemo(() => firstRetention(names.data?.items.map(({ name }) => name) ?? []), [names.data])
  const draft = useDraft(`retention.${workspace}`, initial, isRetentionDraft)
  const settled = useSettled(draft.value)
  const { value } = draft
  const days = value.days ?? usual
  if (names.data?.items.length === 0) return <NoEventsYet title={t('retention.title')} lead={t('retention.lead')} />
  const isReady = !isPending && !names.isPending
  return (
    <BuilderPage
      title={t('retention.title')}
      lead={t('retention.lead')}
      draft={draft}
      form={<RetentionForm draft={value} days={days} dataSpan={span} onChange={draft.change} />}
      sentence={t(value.mode === 'exact' ? 'retention.sentenceExact' : 'retention.sentenceOnOrAfter', {
        first: days.first,
        last: days.last,
        start: wordsOf(value.start.event),
        back: wordsOf(value.back.event),
        unit: t(`unit.${value.unit}`),
      })}
      missing={isReady && !isRetentionComplete(value) ? [t('retention.missing')] : []}
      result={isReady ? <RetentionResult draft={settled} days={settled.days ?? usual} /> : null}
    />
  )
}
