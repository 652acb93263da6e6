/** 数据 · funnel: how many people get through a chain of events. */
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
import { type FunnelDraft, firstFunnel, isComplete, isFunnelDraft, STEPS_MAX } from './funnel-draft.ts'
import { FunnelForm } from './funnel-form.tsx'
import { FunnelResult } from './funnel-result.tsx'
import { NoEventsYet } from './no-events-yet.tsx'

function useSentence(draft: FunnelDraft, days: { first: string; last: string }): string {
  const { t } = useTranslation('insights')
  const wordsOf = useEventWords()
  const names = draft.steps.map(({ event }) => (event === '' ? '…' : wordsOf(event)))
  return t(draft.order === 'strict' ? 'funnel.sentenceStrict' : 'funnel.sentenceAny', {
    first: days.first,
    last: days.last,
    steps: names.join(draft.order === 'strict' ? ' → ' : ' + '),
    window: t(`window.${draft.windowUnit}`, { count: draft.windowAmount }),
  })
}

export function FunnelPage() {
  const { t } = useTranslation('insights')
  const workspace = useWorkspaceName()
  const names = useRead(eventNames, { query: { limit: STEPS_MAX } })
  const { usual, span, isPending } = useDataSpan()
  const initial = useMemo(() => firstFunnel(names.data?.items.map(({ name }) => name) ?? []), [names.data])
  const draft = useDraft(`funnel.${workspace}`, initial, isFunnelDraft)
  const settled = useSettled(draft.value)
  const days = draft.value.days ?? usual
  const sentence = useSentence(draft.value, days)
  if (names.data?.items.length === 0) return <NoEventsYet title={t('funnel.title')} lead={t('funnel.lead')} />
  const isReady = !isPending && !names.isPending
  return (
    <BuilderPage
      title={t('funnel.title')}
      lead={t('funnel.lead')}
      draft={draft}
      form={<FunnelForm draft={draft.value} days={days} dataSpan={span} onChange={draft.change} />}
      sentence={sentence}
      missing={isReady && !isComplete(draft.value) ? [t('funnel.missing')] : []}
      result={isReady ? <FunnelResult draft={settled} days={settled.days ?? usual} /> : null}
    />
  )
}
