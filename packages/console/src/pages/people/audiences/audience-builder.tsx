/** The builder of an audience, new or not: choices, live count, saving. */
import { Button } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { CallError } from '../../../api/call-error.ts'
import { BuilderPage } from '../../../pagekinds/form/builder-page.tsx'
import { useDraft } from '../../../pagekinds/form/draft.ts'
import { ErrorNotice } from '../../../parts/error-notice.tsx'
import { type AudienceDraft, isAudienceDraft } from './audience-draft.ts'
import { AudienceForm } from './audience-form.tsx'
import { LivePreview } from './rule/live-preview.tsx'
import { isFinished } from './rule/rule-check.ts'
import { rootOf } from './rule/rule-draft.ts'
import { usePreview } from './rule/use-preview.ts'

const NAME_TAKEN = 'audience.name_taken'

export interface AudienceBuilderProps {
  readonly title: string
  readonly lead: string
  readonly back: ReactNode
  readonly draftId: string
  readonly initial: AudienceDraft
  readonly isNew: boolean
  /** Why it cannot be saved by whoever sits here. */
  readonly whyNot: string | undefined
  readonly isSaving: boolean
  readonly error: CallError | null
  readonly onSave: (draft: AudienceDraft) => void
}

export function AudienceBuilder(props: AudienceBuilderProps) {
  const { initial, draftId, isNew, isSaving, error, onSave } = props
  const { t } = useTranslation('audiences')
  const draft = useDraft(draftId, initial, isAudienceDraft)
  const { value } = draft
  const preview = usePreview(value.rule)
  const whyNot =
    props.whyNot ??
    (value.name.trim() === ''
      ? t('needs.name')
      : !isFinished(value.rule)
        ? t('needs.rule')
        : draft.isUntouched && !isNew
          ? t('needs.change')
          : undefined)
  const isName = error?.code === NAME_TAKEN
  return (
    <BuilderPage
      wide
      title={props.title}
      lead={props.lead}
      back={props.back}
      draft={draft}
      form={
        <AudienceForm
          draft={value}
          onChange={draft.change}
          problems={preview.problems}
          nameRefused={isName ? error.message : undefined}
          isNew={isNew}
        />
      }
      result={
        <>
          <ErrorNotice error={isName ? null : error} />
          <LivePreview preview={preview} isEmpty={rootOf(value.rule).items.length === 0} />
        </>
      }
      actions={
        <Button
          type="primary"
          disabled={whyNot !== undefined}
          title={whyNot}
          loading={isSaving}
          onClick={() => onSave({ ...value, name: value.name.trim() })}
        >
          {t('save')}
        </Button>
      }
    />
  )
}
