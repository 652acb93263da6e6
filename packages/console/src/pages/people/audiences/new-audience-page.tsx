/** 客户 · audiences: a new one. `?rule=` in the address starts from that rule: a figure leads here with the people behind it. */
import { createAudience } from '@liuchi/server/contract/audience'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useSearchParams } from 'react-router'
import { useWrite } from '../../../api/hooks.ts'
import { useWhyNot } from '../../../api/session.ts'
import { BackLink } from '../../../pagekinds/detail/detail-page.tsx'
import { DRAFT_KEY, forgetDraft } from '../../../pagekinds/form/draft.ts'
import { usePaths, useWorkspaceName } from '../../../paths.ts'
import { AudienceBuilder } from './audience-builder.tsx'
import { type AudienceDraft, firstAudience, linkedRule } from './audience-draft.ts'
import { finishedRule } from './rule/rule-draft.ts'

const RULE_KEY = 'rule'

export function NewAudiencePage() {
  const [params, setParams] = useSearchParams()
  const rule = linkedRule(params.get(RULE_KEY))
  const isLinked = params.has(RULE_KEY)
  // A linked rule becomes the draft; from then on the address carries the draft like any other.
  useEffect(() => {
    if (!isLinked) return
    const next = new URLSearchParams(params)
    next.delete(RULE_KEY)
    if (rule) next.set(DRAFT_KEY, JSON.stringify({ ...firstAudience, rule }))
    setParams(next, { replace: true })
  }, [isLinked, rule, params, setParams])
  return isLinked ? null : <NewAudience />
}

function NewAudience() {
  const { t } = useTranslation('audiences')
  const paths = usePaths()
  const navigate = useNavigate()
  const draftId = `audience.${useWorkspaceName()}`
  const whyNot = useWhyNot()(createAudience)
  const create = useWrite(createAudience, { stale: ['audiences.'] })
  const save = ({ name, kind, rule }: AudienceDraft) =>
    create.mutate(
      { body: { name, kind, rule: finishedRule(rule) } },
      {
        onSuccess: ({ id }) => {
          forgetDraft(draftId)
          navigate(paths.audience(id))
        },
      },
    )
  return (
    <AudienceBuilder
      title={t('new')}
      lead={t('newLead')}
      back={<BackLink label={t('title')} href={paths.audiences()} />}
      draftId={draftId}
      initial={firstAudience}
      isNew
      whyNot={whyNot}
      isSaving={create.isPending}
      error={create.error}
      onSave={save}
    />
  )
}
