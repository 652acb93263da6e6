/** 触达 · Moments: a new one. Written first, looked at a last time, then planned. */
import { createMoment } from '@liuchi/server/contract/channels/wecom/moments'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { useWhyNot } from '../../../api/session.ts'
import { BackLink } from '../../../pagekinds/detail/detail-page.tsx'
import { BuilderPage } from '../../../pagekinds/form/builder-page.tsx'
import { useDraft } from '../../../pagekinds/form/draft.ts'
import { Section } from '../../../parts/section.tsx'
import { usePaths, useWorkspaceName } from '../../../paths.ts'
import { contentOf, firstMoment, isMomentDraft, missingOf } from './moment-draft.ts'
import { MomentForm } from './moment-form.tsx'
import { MomentPlan } from './moment-plan.tsx'
import { MomentPreview } from './moment-preview.tsx'
import { ReviewMoment } from './review-moment.tsx'
import { useCorps } from './use-corps.ts'

const STEP_KEY = 'step'
const REVIEW = 'review'

export function NewMomentPage() {
  const { t } = useTranslation('moments')
  const paths = usePaths()
  const [params, setParams] = useSearchParams()
  const draftId = `moment.${useWorkspaceName()}`
  const draft = useDraft(draftId, firstMoment, isMomentDraft)
  const { value } = draft
  const { corpIds, corpId, isPending } = useCorps(value.corpId)
  const [missing] = missingOf(value)
  const mayNot = useWhyNot()(createMoment)
  const noCorp = corpId === undefined && !isPending ? t('needs.corp') : undefined
  const whyNot = mayNot ?? noCorp ?? (missing === undefined ? undefined : t(`needs.${missing}`))
  const goTo = (step: string | null) =>
    setParams((before) => {
      const next = new URLSearchParams(before)
      if (step === null) next.delete(STEP_KEY)
      else next.set(STEP_KEY, step)
      return next
    })
  if (params.get(STEP_KEY) === REVIEW && missing === undefined && corpId !== undefined)
    return <ReviewMoment draft={value} corpId={corpId} draftId={draftId} onBack={() => goTo(null)} />
  return (
    <BuilderPage
      title={t('new')}
      lead={t('newLead')}
      back={<BackLink label={t('title')} href={paths.moments()} />}
      draft={draft}
      form={<MomentForm draft={value} corpIds={corpIds} corpId={corpId} onChange={draft.change} />}
      result={
        <>
          <MomentPlan draft={value} corpId={corpId} />
          <Section title={t('preview')}>
            <MomentPreview content={contentOf(value)} author={t('author')} />
          </Section>
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
