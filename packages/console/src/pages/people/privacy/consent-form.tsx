/** The form that records what a person said: a yes or its withdrawal, with proof, and the guardian where a child is concerned. */
import { CONSENT_CHANNELS, type ConsentChannel, personConsents, recordConsent } from '@liuchi/server/contract/compliance/consents'
import { DatePicker, Form, Input, Radio, Select } from 'antd'
import type { Dayjs } from 'dayjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { CallError } from '../../../api/call-error.ts'
import { useWrite } from '../../../api/hooks.ts'
import { FormDrawer } from '../../../pagekinds/form/form-drawer.tsx'
import { usePurposes } from '../../../parts/consent-words.ts'
import { GuardianFields, ProofFields } from './consent-form-parts.tsx'

const GUARDIAN_NEEDED = 'compliance.guardian_needed'
const SOURCE_MAX_CHARACTERS = 60

export interface ConsentValues {
  readonly purpose: string
  readonly channel: ConsentChannel
  readonly state: 'granted' | 'withdrawn'
  readonly at?: Dayjs | null
  readonly source?: string
  readonly proofWords?: string
  readonly proofAddress?: string
  readonly proofVersion?: string
  readonly guardianName?: string
  readonly guardianRelation?: string
  readonly guardianContact?: string
}

export interface ConsentFormProps {
  readonly personId: string
  /** Undefined: closed. */
  readonly initial: Partial<ConsentValues> | undefined
  readonly guardianNeeded: boolean
  readonly onClose: () => void
}

/** Only what was filled in; undefined when nothing was. */
function filled<Name extends string>(parts: Readonly<Record<Name, string | undefined>>): Partial<Record<Name, string>> | undefined {
  const kept = Object.entries<string | undefined>(parts).filter(([, text]) => (text?.trim() ?? '') !== '')
  return kept.length === 0 ? undefined : (Object.fromEntries(kept) as Partial<Record<Name, string>>)
}

function bodyOf(personId: string, values: ConsentValues) {
  const proof = filled({ words: values.proofWords, address: values.proofAddress, formVersion: values.proofVersion })
  const guardian = values.state === 'granted' ? filled({ contact: values.guardianContact }) : undefined
  const { guardianName = '', guardianRelation = '' } = values
  return {
    personId,
    purpose: values.purpose,
    channel: values.channel,
    state: values.state,
    ...(proof ? { proof } : {}),
    ...(values.state === 'granted' && guardianName !== ''
      ? { guardian: { name: guardianName, relation: guardianRelation, ...guardian } }
      : {}),
    ...(values.at ? { at: values.at.format('YYYY-MM-DDTHH:mm:ss') } : {}),
    ...(values.source ? { source: values.source } : {}),
  }
}

/** A missing guardian belongs to the field that asks for one. */
function atItsField(error: CallError): CallError {
  if (error.code !== GUARDIAN_NEEDED) return error
  return new CallError(error.status, error.code, error.message, { ...error.details, field: 'guardianName', reason: error.message })
}

export function ConsentForm({ personId, initial, guardianNeeded, onClose }: ConsentFormProps) {
  const { t } = useTranslation('privacy')
  const [form] = Form.useForm<ConsentValues>()
  const state = Form.useWatch('state', form)
  const record = useWrite(recordConsent, { stale: [personConsents.name] })
  const [refusal, setRefusal] = useState<CallError | null>(null)
  const { purposes, nameOf } = usePurposes()
  const close = () => {
    setRefusal(null)
    onClose()
  }
  const submit = async (values: ConsentValues) => {
    setRefusal(null)
    try {
      await record.mutateAsync({ body: bodyOf(personId, values) })
    } catch (failure) {
      const refused = failure instanceof CallError ? atItsField(failure) : undefined
      if (refused) setRefusal(refused)
      throw refused ?? failure
    }
    close()
  }
  return (
    <FormDrawer<ConsentValues>
      open={initial !== undefined}
      title={t('consents.record')}
      submitLabel={t('save')}
      initial={initial ?? {}}
      form={form}
      onClose={close}
      onSubmit={submit}
      isBusy={record.isPending}
      error={refusal}
    >
      <Form.Item name="state" label={t('consents.what')} rules={[{ required: true, message: t('needed') }]}>
        <Radio.Group
          optionType="button"
          options={[
            { value: 'granted', label: t('consents.grant') },
            { value: 'withdrawn', label: t('consents.withdraw') },
          ]}
        />
      </Form.Item>
      {state === 'withdrawn' ? <p className="lc-soft lc-small lc-form-note">{t('consents.withdrawNote')}</p> : null}
      <Form.Item name="purpose" label={t('consents.purpose')} rules={[{ required: true, message: t('needed') }]}>
        <Select options={purposes.map(({ name }) => ({ value: name, label: nameOf(name) }))} />
      </Form.Item>
      <Form.Item name="channel" label={t('consents.channel')} rules={[{ required: true, message: t('needed') }]}>
        <Select options={CONSENT_CHANNELS.map((channel) => ({ value: channel, label: t(`channel.${channel}`) }))} />
      </Form.Item>
      {state === 'granted' && guardianNeeded ? <GuardianFields needed /> : null}
      <Form.Item name="at" label={t('consents.at')} extra={t('consents.atHint')}>
        <DatePicker showTime style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item name="source" label={t('consents.source')} extra={t('consents.sourceHint')}>
        <Input maxLength={SOURCE_MAX_CHARACTERS} />
      </Form.Item>
      <ProofFields />
      {state === 'granted' && !guardianNeeded ? <GuardianFields needed={false} /> : null}
    </FormDrawer>
  )
}
