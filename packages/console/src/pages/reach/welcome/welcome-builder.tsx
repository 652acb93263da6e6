/** The form of a welcome rule beside the phone that shows it, and whom it is for in plain words. */
import { filledText } from '@liuchi/server/contract/channels/wecom/welcome'
import { Button } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { CallError } from '../../../api/call-error.ts'
import { BackLink } from '../../../pagekinds/detail/detail-page.tsx'
import { BuilderPage } from '../../../pagekinds/form/builder-page.tsx'
import { useDraft } from '../../../pagekinds/form/draft.ts'
import { ErrorNotice } from '../../../parts/error-notice.tsx'
import { usePaths } from '../../../paths.ts'
import { useStaffName } from '../../settings/channels/use-staff.ts'
import { isWelcomeDraft, missingOf, type WelcomeDraft } from './welcome-draft.ts'
import { WelcomeForm } from './welcome-form.tsx'
import { WelcomePhone } from './welcome-phone.tsx'
import { useScopeWords } from './welcome-words.ts'

export interface WelcomeBuilderProps {
  readonly title: string
  readonly corpId: string
  readonly draftId: string
  readonly initial: WelcomeDraft
  readonly whyNot: string | undefined
  readonly isSaving: boolean
  readonly error: CallError | null
  readonly onSave: (draft: WelcomeDraft) => void
  readonly extra?: ReactNode
}

export function WelcomeBuilder({ title, corpId, draftId, initial, whyNot, isSaving, error, onSave, extra }: WelcomeBuilderProps) {
  const { t } = useTranslation('welcome')
  const paths = usePaths()
  const draft = useDraft(draftId, initial, isWelcomeDraft)
  const scopeWords = useScopeWords(corpId)
  const staffName = useStaffName(corpId)
  const { value } = draft
  const [first] = missingOf(value)
  const reason = whyNot ?? (first === undefined ? undefined : t(`needs.${first}`))
  const [firstStaff] = value.userIds
  const names = { nickname: t('exampleNickname'), staff: firstStaff === undefined ? t('exampleStaff') : staffName(firstStaff) }
  return (
    <BuilderPage
      title={title}
      lead={t('formLead')}
      back={<BackLink label={t('title')} href={paths.welcomes(corpId)} />}
      draft={draft}
      form={<WelcomeForm corpId={corpId} draft={value} onChange={draft.change} />}
      sentence={value.on ? t('sentence', { scope: scopeWords(value) }) : t('sentenceOff', { scope: scopeWords(value) })}
      result={
        <>
          <ErrorNotice error={error} />
          <WelcomePhone text={filledText(value.text, names)} attachments={value.attachments} />
          {value.tags.length > 0 ? (
            <p className="lc-soft">{t('tagsNote', { count: value.tags.length, shown: value.tags.length })}</p>
          ) : null}
          <p className="lc-soft lc-small">{t('precedence')}</p>
        </>
      }
      actions={
        <>
          {extra}
          <Button type="primary" disabled={reason !== undefined} title={reason} loading={isSaving} onClick={() => onSave(value)}>
            {t('save')}
          </Button>
        </>
      }
    />
  )
}
