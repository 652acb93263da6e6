/** 客户 · audiences: the rule of one that exists. */
import { type Audience, changeAudience, readAudience } from '@liuchi/server/contract/audience'
import { Skeleton } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams } from 'react-router'
import { useRead, useWrite } from '../../../api/hooks.ts'
import { useWhyNot } from '../../../api/session.ts'
import { BackLink } from '../../../pagekinds/detail/detail-page.tsx'
import { forgetDraft } from '../../../pagekinds/form/draft.ts'
import { ErrorNotice } from '../../../parts/error-notice.tsx'
import { usePaths, useWorkspaceName } from '../../../paths.ts'
import { AudienceBuilder } from './audience-builder.tsx'
import type { AudienceDraft } from './audience-draft.ts'
import { finishedRule, type RuleJson } from './rule/rule-draft.ts'

export function EditAudiencePage() {
  const id = useParams().id ?? ''
  const { data, error, refetch } = useRead(readAudience, { params: { id } })
  if (error) return <ErrorNotice error={error} onRetry={() => refetch()} />
  return data ? <EditAudience key={id} audience={data} /> : <Skeleton active paragraph={{ rows: 8 }} />
}

function EditAudience({ audience }: { readonly audience: Audience }) {
  const { t } = useTranslation('audiences')
  const paths = usePaths()
  const navigate = useNavigate()
  const { id, name, kind, rule } = audience
  const draftId = `audience.${useWorkspaceName()}.${id}`
  const initial = useMemo<AudienceDraft>(() => ({ name, kind, rule: (rule ?? { all: [] }) as RuleJson }), [name, kind, rule])
  const whyNot = useWhyNot()(changeAudience)
  const change = useWrite(changeAudience, { stale: ['audiences.'] })
  const save = (draft: AudienceDraft) =>
    change.mutate(
      { params: { id }, body: { name: draft.name, rule: finishedRule(draft.rule) } },
      {
        onSuccess: () => {
          forgetDraft(draftId)
          navigate(paths.audience(id))
        },
      },
    )
  return (
    <AudienceBuilder
      title={t('edit', { name })}
      lead={t(kind === 'live' ? 'editLiveLead' : 'editStaticLead')}
      back={<BackLink label={name} href={paths.audience(id)} />}
      draftId={draftId}
      initial={initial}
      isNew={false}
      whyNot={whyNot}
      isSaving={change.isPending}
      error={change.error}
      onSave={save}
    />
  )
}
