/** 触达 · broadcasts: a new one. Written first, looked at a last time, then sent. */
import { createBroadcast } from '@liuchi/server/contract/reach'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { useWhyNot } from '../../../api/session.ts'
import { BackLink } from '../../../pagekinds/detail/detail-page.tsx'
import { BuilderPage } from '../../../pagekinds/form/builder-page.tsx'
import { useDraft } from '../../../pagekinds/form/draft.ts'
import { Section } from '../../../parts/section.tsx'
import { usePaths, useWorkspaceName } from '../../../paths.ts'
import { contentOf, countedBody, firstBroadcast, isBroadcastDraft, type Missing, missingOf } from './broadcast-draft.ts'
import { BroadcastForm } from './broadcast-form.tsx'
import { DryRunResult } from './dry-run-result.tsx'
import { MessagePreview } from './message-preview.tsx'
import { ReviewBroadcast } from './review-broadcast.tsx'
import { useDryRun } from './use-dry-run.ts'

const STEP_KEY = 'step'
const REVIEW = 'review'

export function NewBroadcastPage() {
  const { t } = useTranslation('reach')
  const paths = usePaths()
  const [params, setParams] = useSearchParams()
  const draftId = `broadcast.${useWorkspaceName()}`
  const draft = useDraft(draftId, firstBroadcast, isBroadcastDraft)
  const { value } = draft
  const missing = missingOf(value)
  const mayNot = useWhyNot()(createBroadcast)
  const whyNot = mayNot ?? firstNeed(missing, (need) => t(`needs.${need}`))
  const isReviewing = params.get(STEP_KEY) === REVIEW && missing.length === 0
  // Words that are still being written do not change who gets it; a time that cannot be does.
  const uncounted = mayNot ?? (missing.includes('ends') ? t('needs.ends') : undefined)
  const dryRun = useDryRun(uncounted === undefined && value.audienceId !== '' && !isReviewing ? countedBody(value) : null)
  const goTo = (step: string | null) =>
    setParams((before) => {
      const next = new URLSearchParams(before)
      if (step === null) next.delete(STEP_KEY)
      else next.set(STEP_KEY, step)
      return next
    })
  if (isReviewing) return <ReviewBroadcast draft={value} draftId={draftId} onBack={() => goTo(null)} />
  return (
    <BuilderPage
      title={t('new')}
      lead={t('newLead')}
      back={<BackLink label={t('title')} href={paths.broadcasts()} />}
      draft={draft}
      form={<BroadcastForm draft={value} onChange={draft.change} />}
      result={
        <>
          <DryRunResult draft={value} dryRun={dryRun} whyNot={uncounted} />
          {value.text.trim() === '' && value.link === null ? null : (
            <Section title={t('message')}>
              <MessagePreview {...contentOf(value)} />
            </Section>
          )}
        </>
      }
      actions={
        <Button type="primary" disabled={whyNot !== undefined} title={whyNot} onClick={() => goTo(REVIEW)}>
          {t('toReview')}
        </Button>
      }
    />
  )
}

function firstNeed(missing: readonly Missing[], wordsOf: (need: Missing) => string): string | undefined {
  const [first] = missing
  return first === undefined ? undefined : wordsOf(first)
}
