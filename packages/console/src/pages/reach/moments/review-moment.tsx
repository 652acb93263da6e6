/** The last look before members are asked to publish it: the Moment, who publishes it, and a button that says how many. */
import { approveMoment, createMoment } from '@liuchi/server/contract/channels/wecom/moments'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useWrite } from '../../../api/hooks.ts'
import { useMay } from '../../../api/session.ts'
import { useNumbers } from '../../../i18n/formats.ts'
import { forgetDraft } from '../../../pagekinds/form/draft.ts'
import { ErrorNotice } from '../../../parts/error-notice.tsx'
import { PageHead } from '../../../parts/page-head.tsx'
import { Section } from '../../../parts/section.tsx'
import { usePaths } from '../../../paths.ts'
import { bodyOf, contentOf, type MomentDraft } from './moment-draft.ts'
import { MomentPlan, usePlan } from './moment-plan.tsx'
import { MomentPreview } from './moment-preview.tsx'

const STALE = ['channels.moments.']

export interface ReviewMomentProps {
  readonly draft: MomentDraft
  readonly corpId: string
  readonly draftId: string
  readonly onBack: () => void
}

export function ReviewMoment({ draft, corpId, draftId, onBack }: ReviewMomentProps) {
  const { t } = useTranslation('moments')
  const paths = usePaths()
  const navigate = useNavigate()
  const numbers = useNumbers()
  const mayApprove = useMay()(approveMoment)
  const create = useWrite(createMoment, { stale: STALE })
  const approve = useWrite(approveMoment, { stale: STALE })
  const members = usePlan(draft, corpId).data?.members
  const whyNot = members === undefined ? t('plan.counting') : members === 0 ? t('review.nobody') : undefined
  const isBusy = create.isPending || approve.isPending
  const save = async (isApproved: boolean) => {
    const { id } = await create.mutateAsync({ params: { corpId }, body: bodyOf(draft) })
    forgetDraft(draftId)
    // Refused: the draft is there, and its page says why.
    if (isApproved) await approve.mutateAsync({ params: { id } }).catch(() => undefined)
    navigate(paths.moment(id), { replace: true })
  }
  const start = (isApproved: boolean) => void save(isApproved).catch(() => undefined)
  return (
    <>
      <PageHead
        title={t('review.title')}
        lead={t('review.lead')}
        actions={
          <>
            <Button onClick={onBack}>{t('review.back')}</Button>
            <Button disabled={isBusy} title={t('review.draftHint')} onClick={() => start(false)}>
              {t('review.draft')}
            </Button>
            {mayApprove ? (
              <Button type="primary" danger disabled={whyNot !== undefined} title={whyNot} loading={isBusy} onClick={() => start(true)}>
                {t('review.send', { count: members ?? 0, shown: numbers.exact(members ?? 0) })}
              </Button>
            ) : null}
          </>
        }
      />
      <div className="lc-columns lc-columns-top">
        <div className="lc-stack">
          <ErrorNotice error={create.error} />
          <MomentPlan draft={draft} corpId={corpId} />
        </div>
        <Section title={t('preview')}>
          <MomentPreview content={contentOf(draft)} author={t('author')} />
        </Section>
      </div>
    </>
  )
}
