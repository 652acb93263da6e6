/** The choices of a transfer: from whom, to whom, which customers and groups, and what customers read. */
import type { WecomCorp } from '@liuchi/server/contract/channels/wecom/connection'
import { listWecomContacts, listWecomStaff } from '@liuchi/server/contract/channels/wecom/contacts'
import { listUnassigned } from '@liuchi/server/contract/channels/wecom/transfer'
import { Input, Segmented, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../../api/hooks.ts'
import { Field } from '../../../pagekinds/form/field.tsx'
import type { TransferDraft } from './transfer-draft.ts'

/** What one call answers with at most. */
const ASKED = 1_000
const MAX_MESSAGE_LENGTH = 200

interface FormProps {
  readonly draft: TransferDraft
  readonly corps: readonly WecomCorp[]
  readonly onChange: (next: TransferDraft, what?: string) => void
}

export function TransferForm({ draft, corps, onChange }: FormProps) {
  const { t } = useTranslation('transfers')
  const { kind } = draft
  return (
    <>
      {corps.length > 1 ? (
        <Field label={t('field.corp')}>
          <Select
            aria-label={t('field.corp')}
            value={draft.corpId}
            options={corps.map(({ corpId }) => ({ value: corpId, label: corpId }))}
            onChange={(corpId: string) => onChange({ ...draft, corpId, handover: '', takeovers: [], customers: 'all' })}
          />
        </Field>
      ) : null}
      <Field label={t('kind.label')} hint={t(kind === 'onjob' ? 'kind.onjobHint' : 'kind.resignedHint')}>
        <Segmented
          block
          options={(['onjob', 'resigned'] as const).map((value) => ({ value, label: t(`kind.${value}`) }))}
          value={kind}
          onChange={(next) => onChange({ ...draft, kind: next, handover: '', customers: 'all' })}
        />
      </Field>
      <Members draft={draft} onChange={onChange} />
      <Customers draft={draft} onChange={onChange} />
      <Field label={t('field.groups')}>
        <Segmented
          block
          options={[
            { value: 'all', label: t('field.groupsAll') },
            { value: 'none', label: t('field.groupsNone') },
          ]}
          value={draft.groups === 'all' ? 'all' : 'none'}
          onChange={(next) => onChange({ ...draft, groups: next === 'all' ? 'all' : [] })}
        />
      </Field>
      {kind === 'onjob' ? (
        <Field label={t('field.message')} hint={t('field.messageHint')}>
          <Input.TextArea
            aria-label={t('field.message')}
            rows={3}
            maxLength={MAX_MESSAGE_LENGTH}
            showCount
            value={draft.message}
            onChange={({ target }) => onChange({ ...draft, message: target.value }, 'message')}
          />
        </Field>
      ) : null}
    </>
  )
}

function Members({ draft, onChange }: Omit<FormProps, 'corps'>) {
  const { t } = useTranslation('transfers')
  const { corpId, kind, handover } = draft
  const staff = useRead(listWecomStaff, { params: { corpId }, query: { limit: ASKED } }, { enabled: corpId !== '' }).data?.items ?? []
  const left = useRead(listUnassigned, {}).data?.items.filter((one) => one.corpId === corpId) ?? []
  const isLeft = new Set(left.map((one) => one.handover.userId))
  const present = staff.filter(({ leftAt, userId }) => leftAt === null && !isLeft.has(userId))
  const option = ({ userId, name }: { userId: string; name: string }) => ({ value: userId, label: name || userId })
  const sources = kind === 'resigned' ? left.map((one) => option(one.handover)) : present.map(option)
  const receivers = present.filter(({ userId, contactsEnabled }) => userId !== handover && contactsEnabled).map(option)
  const search = { optionFilterProp: 'label' }
  return (
    <>
      <Field label={t('field.handover')} hint={t('field.handoverHint')}>
        <Select
          aria-label={t('field.handover')}
          showSearch={search}
          options={sources}
          value={handover || null}
          onChange={(next: string) =>
            onChange({ ...draft, handover: next, takeovers: draft.takeovers.filter((one) => one !== next), customers: 'all' })
          }
        />
      </Field>
      <Field label={t('field.takeovers')} hint={t('field.takeoversHint')}>
        <Select
          mode="multiple"
          aria-label={t('field.takeovers')}
          showSearch={search}
          options={receivers}
          value={[...draft.takeovers]}
          onChange={(takeovers: string[]) => onChange({ ...draft, takeovers })}
        />
      </Field>
    </>
  )
}

function Customers({ draft, onChange }: Omit<FormProps, 'corps'>) {
  const { t } = useTranslation('transfers')
  const { corpId, handover, customers } = draft
  const isChosen = customers !== 'all' && customers.length > 0
  const contacts =
    useRead(
      listWecomContacts,
      { params: { corpId }, query: { userId: handover, limit: ASKED } },
      { enabled: corpId !== '' && handover !== '' },
    ).data?.items ?? []
  const options = contacts
    .filter(({ state }) => state === 'active' || state === 'deleted_by_customer')
    .map(({ externalUserId, name, remark }) => ({ value: externalUserId, label: remark || name || externalUserId }))
  const choice = customers === 'all' ? 'all' : isChosen ? 'some' : 'none'
  const first = options[0]?.value
  return (
    <Field label={t('field.customers')} {...(isChosen && { hint: t('field.chooseHint') })}>
      <Segmented
        block
        options={[
          { value: 'all', label: t('field.customersAll') },
          { value: 'some', label: t('field.customersSome'), disabled: first === undefined },
          { value: 'none', label: t('field.customersNone') },
        ]}
        value={choice}
        onChange={(next) => onChange({ ...draft, customers: next === 'all' ? 'all' : next === 'some' && first ? [first] : [] })}
      />
      {isChosen ? (
        <Select
          mode="multiple"
          aria-label={t('field.choose')}
          placeholder={t('field.choose')}
          showSearch={{ optionFilterProp: 'label' }}
          options={options}
          value={[...customers]}
          maxCount={ASKED}
          onChange={(next: string[]) => onChange({ ...draft, customers: next })}
        />
      ) : null}
    </Field>
  )
}
