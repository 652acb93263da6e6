/** Beside a Moment that is being written: how many members would publish it, and how many customers could see it. */
import { previewMoment } from '@liuchi/server/contract/channels/wecom/moments'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../../api/hooks.ts'
import { useNumbers } from '../../../i18n/formats.ts'
import { ErrorNotice } from '../../../parts/error-notice.tsx'
import { Section } from '../../../parts/section.tsx'
import type { MomentDraft } from './moment-draft.ts'

/** How many; undefined while it is being counted. */
export function usePlan({ userIds, tagIds }: Pick<MomentDraft, 'userIds' | 'tagIds'>, corpId: string | undefined) {
  const body = { userIds: [...userIds], tagIds: [...tagIds] }
  return useRead(previewMoment, { params: { corpId: corpId ?? '' }, body }, { enabled: corpId !== undefined, keepPrevious: true })
}

export function MomentPlan({ draft, corpId }: { readonly draft: MomentDraft; readonly corpId: string | undefined }) {
  const { t } = useTranslation('moments')
  const numbers = useNumbers()
  const { data, error } = usePlan(draft, corpId)
  const counted = (value: number | undefined) => ({ count: value ?? 0, shown: numbers.exact(value ?? 0) })
  return (
    <Section title={t('plan.title')}>
      <ErrorNotice error={error} />
      {data ? (
        <div className="lc-stack" style={{ gap: 6 }}>
          <p>
            <strong>{t('plan.members', counted(data.members))}</strong> {t('plan.tap')}
          </p>
          <p>{t('plan.customers', counted(data.customers))}</p>
          <p className="lc-soft lc-small">{t('plan.limits')}</p>
        </div>
      ) : null}
    </Section>
  )
}
