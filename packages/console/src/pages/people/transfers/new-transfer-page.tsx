/** 客户 · transfers: a new one. Composed beside what it would come to; approved on its own page. */
import { listWecomCorps } from '@liuchi/server/contract/channels/wecom/connection'
import { createTransfer, previewTransfer } from '@liuchi/server/contract/channels/wecom/transfer'
import { App, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { CallError } from '../../../api/call-error.ts'
import { useRead, useWrite } from '../../../api/hooks.ts'
import { useWhyNot } from '../../../api/session.ts'
import { BackLink } from '../../../pagekinds/detail/detail-page.tsx'
import { BuilderPage } from '../../../pagekinds/form/builder-page.tsx'
import { forgetDraft, useDraft } from '../../../pagekinds/form/draft.ts'
import { useErrorWords } from '../../../parts/error-notice.tsx'
import { useSettled } from '../../../parts/settled.ts'
import { usePaths, useWorkspaceName } from '../../../paths.ts'
import { bodyOf, firstTransfer, isTransferDraft, missingOf } from './transfer-draft.ts'
import { TransferForm } from './transfer-form.tsx'
import { TransferPlanResult } from './transfer-plan.tsx'

export function NewTransferPage() {
  const { t } = useTranslation('transfers')
  const paths = usePaths()
  const navigate = useNavigate()
  const { message } = App.useApp()
  const wordsOf = useErrorWords()
  const draftId = `transfer.${useWorkspaceName()}`
  const draft = useDraft(draftId, firstTransfer, isTransferDraft)
  const known = useRead(listWecomCorps, {})
  const corps = known.data?.items ?? []
  const value = draft.value.corpId === '' ? { ...draft.value, corpId: corps[0]?.corpId ?? '' } : draft.value
  const missing = missingOf(value)
  const settled = useSettled(bodyOf(value))
  const mayNot = useWhyNot()(createTransfer)
  const isReady = missing === undefined && mayNot === undefined && settled.handover !== '' && settled.takeovers.length > 0
  const plan = useRead(previewTransfer, { body: settled }, { enabled: isReady, keepPrevious: true })
  const create = useWrite(createTransfer, { stale: ['channels.transfers.'] })
  const isNobody = plan.data !== undefined && plan.data.customers.planned + plan.data.groups.planned === 0
  const whyNot = mayNot ?? (missing ? t(`needs.${missing}`) : isNobody ? t('plan.nobody') : undefined)
  const save = () =>
    create.mutateAsync({ body: bodyOf(value) }).then(
      ({ id }) => {
        forgetDraft(draftId)
        navigate(paths.transfer(id))
      },
      (error: unknown) => message.error(error instanceof CallError ? wordsOf(error) : String(error)),
    )
  return (
    <BuilderPage
      title={t('new')}
      lead={t('newLead')}
      back={<BackLink label={t('title')} href={paths.transfers()} />}
      draft={draft}
      form={<TransferForm draft={value} corps={corps} onChange={draft.change} />}
      missing={missing && !known.isPending ? [t(`needs.${missing}`)] : []}
      result={<TransferPlanResult query={plan} />}
      actions={
        <Button type="primary" loading={create.isPending} disabled={whyNot !== undefined} title={whyNot} onClick={save}>
          {t('create')}
        </Button>
      }
    />
  )
}
