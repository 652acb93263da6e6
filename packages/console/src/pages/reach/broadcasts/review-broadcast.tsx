/** The last look before a broadcast reaches people: the message, who gets it, and a button that says how many. */
import { approveBroadcast, createBroadcast } from '@liuchi/server/contract/reach'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useWrite } from '../../../api/hooks.ts'
import { useMay, useWhyNot } from '../../../api/session.ts'
import { useNumbers } from '../../../i18n/formats.ts'
import { forgetDraft } from '../../../pagekinds/form/draft.ts'
import { ErrorNotice } from '../../../parts/error-notice.tsx'
import { PageHead } from '../../../parts/page-head.tsx'
import { usePaths } from '../../../paths.ts'
import { type BroadcastDraft, bodyOf } from './broadcast-draft.ts'
import { contentOf } from './content-draft.ts'
import { DryRunResult } from './dry-run-result.tsx'
import { MessagePreviews } from './message-previews.tsx'
import { type Answer, reachedBy, useDryRun } from './use-dry-run.ts'
import { useHalt } from './use-halt.ts'

export interface ReviewBroadcastProps {
  readonly draft: BroadcastDraft
  readonly draftId: string
  readonly onBack: () => void
}

export function ReviewBroadcast({ draft, draftId, onBack }: ReviewBroadcastProps) {
  const { t } = useTranslation('reach')
  const paths = usePaths()
  const navigate = useNavigate()
  const body = bodyOf(draft)
  const dryRun = useDryRun(body)
  const create = useWrite(createBroadcast, { stale: ['broadcasts.', 'persons.deliveries'] })
  const save = (approve: boolean) =>
    create.mutate(
      { body: { ...body, approve } },
      {
        onSuccess: ({ id }) => {
          forgetDraft(draftId)
          navigate(id === null ? paths.broadcasts() : paths.broadcast(id), { replace: true })
        },
      },
    )
  return (
    <>
      <PageHead
        title={t('review.title')}
        lead={t('review.lead')}
        actions={<SendButtons dryRun={dryRun.isBehind ? undefined : dryRun.data} isBusy={create.isPending} onBack={onBack} onSave={save} />}
      />
      <div className="lc-columns lc-columns-top">
        <div className="lc-stack">
          <ErrorNotice error={create.error} />
          <DryRunResult draft={draft} dryRun={dryRun} />
        </div>
        <div className="lc-stack">
          <MessagePreviews contents={draft.contents.map(contentOf)} />
        </div>
      </div>
    </>
  )
}

interface SendButtonsProps {
  /** Undefined while it is being counted. */
  readonly dryRun: Answer | undefined
  readonly isBusy: boolean
  readonly onBack: () => void
  readonly onSave: (approve: boolean) => void
}

function SendButtons({ dryRun, isBusy, onBack, onSave }: SendButtonsProps) {
  const { t } = useTranslation('reach')
  const numbers = useNumbers()
  const mayApprove = useMay()(approveBroadcast)
  const whyNotWrite = useWhyNot()(createBroadcast)
  const halted = useHalt()
  const reached = dryRun && reachedBy(dryRun)
  const whyNot = whyNotWrite ?? (reached === undefined ? t('plan.counting') : reached === 0 ? t('review.nobody') : undefined)
  const counted = {
    count: reached ?? 0,
    shown: numbers.exact(reached ?? 0),
    staff: t('staffCount', { count: dryRun?.staff ?? 0, shown: numbers.exact(dryRun?.staff ?? 0) }),
  }
  return (
    <>
      <Button onClick={onBack}>{t('review.back')}</Button>
      <Button disabled={whyNotWrite !== undefined || isBusy} title={whyNotWrite ?? t('review.draftHint')} onClick={() => onSave(false)}>
        {t('review.draft')}
      </Button>
      {mayApprove ? (
        <Button
          type="primary"
          danger
          disabled={(halted ?? whyNot) !== undefined}
          title={halted ?? whyNot}
          loading={isBusy}
          onClick={() => onSave(true)}
        >
          {reached === undefined ? t('plan.counting') : t('review.send', counted)}
        </Button>
      ) : null}
    </>
  )
}
