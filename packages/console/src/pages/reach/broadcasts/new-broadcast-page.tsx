/** 触达 · broadcasts: a new one. Written first, looked at a last time, then sent. */
import { createBroadcast, readBroadcast } from '@liuchi/server/contract/reach'
import { readReachSettings } from '@liuchi/server/contract/reach/settings'
import { Button } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { useRead } from '../../../api/hooks.ts'
import { useWhyNot } from '../../../api/session.ts'
import { now } from '../../../clock.ts'
import { useTimes } from '../../../i18n/formats.ts'
import { BackLink } from '../../../pagekinds/detail/detail-page.tsx'
import { BuilderPage } from '../../../pagekinds/form/builder-page.tsx'
import { useDraft } from '../../../pagekinds/form/draft.ts'
import { usePaths, useWorkspaceName } from '../../../paths.ts'
import {
  type BroadcastDraft,
  copyOf,
  countedBody,
  firstBroadcast,
  isBroadcastDraft,
  missingOf,
  VARIANT_LETTERS,
} from './broadcast-draft.ts'
import { BroadcastForm } from './broadcast-form.tsx'
import { contentOf } from './content-draft.ts'
import { DryRunResult } from './dry-run-result.tsx'
import { MessagePreviews } from './message-previews.tsx'
import { ReviewBroadcast } from './review-broadcast.tsx'
import { useDryRun } from './use-dry-run.ts'

const COPY_KEY = 'copy'
const STEP_KEY = 'step'
const REVIEW = 'review'

export function NewBroadcastPage() {
  const copied = useSearchParams()[0].get(COPY_KEY) ?? ''
  return <NewBroadcast key={copied} copied={copied} />
}

/** What the page begins with: an empty one, or an earlier one once more. */
function useInitial(copied: string, holdout: number): BroadcastDraft {
  const times = useTimes()
  const { data: earlier } = useRead(readBroadcast, { params: { id: copied } }, { enabled: copied !== '' })
  return useMemo(() => {
    const wallTime = (ms: number) => times.moment(ms).replace(' ', 'T').slice(0, 'YYYY-MM-DDTHH:mm'.length)
    return earlier ? copyOf(earlier, { nowMs: now(), wallTime }) : { ...firstBroadcast, holdout }
  }, [earlier, holdout, times])
}

function NewBroadcast({ copied }: { readonly copied: string }) {
  const { t } = useTranslation('reach')
  const paths = usePaths()
  const [params, setParams] = useSearchParams()
  const draftId = ['broadcast', useWorkspaceName(), ...(copied === '' ? [] : ['copy', copied])].join('.')
  const usualHoldout = useRead(readReachSettings, {}).data?.settings.holdout ?? 0
  const initial = useInitial(copied, usualHoldout)
  const draft = useDraft(draftId, initial, isBroadcastDraft)
  const { value } = draft
  const missing = missingOf(value)
  const mayNot = useWhyNot()(createBroadcast)
  const needWords = useNeedWords(value.contents.length)
  const whyNot = mayNot ?? needWords(missing[0])
  const isReviewing = params.get(STEP_KEY) === REVIEW && missing.length === 0
  // Words that are still being written do not change who gets it; a time that cannot be does.
  const uncounted = mayNot ?? (missing.some(({ need }) => need === 'ends') ? t('needs.ends') : undefined)
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
      title={copied === '' ? t('new') : t('copy.title')}
      lead={copied === '' ? t('newLead') : t('copy.lead')}
      back={<BackLink label={t('title')} href={paths.broadcasts()} />}
      draft={draft}
      form={<BroadcastForm draft={value} usualHoldout={usualHoldout} onChange={draft.change} />}
      result={
        <>
          <DryRunResult draft={value} dryRun={dryRun} whyNot={uncounted} />
          <MessagePreviews contents={value.contents.map(contentOf)} />
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

/** What is missing; of several contents with the letter of the one that lacks it. */
function useNeedWords(contents: number): (missing: ReturnType<typeof missingOf>[number] | undefined) => string | undefined {
  const { t } = useTranslation('reach')
  return (missing) => {
    if (missing === undefined) return undefined
    const { need, variant } = missing
    const words = t(`needs.${need}`)
    return variant === undefined || contents === 1 ? words : t('needs.ofVariant', { letter: VARIANT_LETTERS[variant], words })
  }
}
