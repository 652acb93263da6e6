/** The form of one purpose: what for, on what ground, over which channels, how long, and who gets the data. */
import { CONSENT_CHANNELS } from '@liuchi/server/contract/compliance/consents'
import { LegalBasis, listPurposes, type Purpose, putPurpose, type Recipient } from '@liuchi/server/contract/compliance/purposes'
import type { BodyInputOf } from '@liuchi/server/platform/contract'
import { Form, Input, InputNumber, Select, Switch } from 'antd'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../api/hooks.ts'
import { FormDrawer } from '../../pagekinds/form/form-drawer.tsx'
import { RecipientFields } from './purposes-recipients.tsx'

const NAME_PATTERN = /^[a-z][a-z0-9_]{0,39}$/
const TITLE_MAX_CHARACTERS = 80
const TEXT_MAX_CHARACTERS = 1_000
const DAYS_MAX = 36_500

type Body = BodyInputOf<typeof putPurpose>

interface Values extends Omit<Body, 'words' | 'recipients'> {
  readonly name: string
  readonly zh: string
  readonly en?: string
  readonly recipients?: readonly Recipient[]
}

export interface PurposeFormProps {
  /** Undefined: closed. */
  readonly purpose: Purpose | 'new' | undefined
  readonly onClose: () => void
}

function initialOf(purpose: PurposeFormProps['purpose']): Partial<Values> {
  if (purpose === undefined || purpose === 'new') return { legalBasis: 'consent', channels: ['all'], needsConsent: true, marketing: false }
  const { words, name, description, legalBasis, channels, dataCategories, retentionDays, marketing, recipients, needsConsent } = purpose
  const shared = { name, description, legalBasis, channels, dataCategories, retentionDays, marketing, needsConsent }
  return { ...shared, zh: words.zh, en: words.en, recipients: recipients.map((recipient) => ({ ...recipient })) }
}

function withoutEmpty<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined && one !== '')) as T
}

function bodyOf({ name: _name, zh, en, recipients, ...rest }: Values): Body {
  return {
    ...withoutEmpty(rest),
    retentionDays: rest.retentionDays ?? null,
    // On consent as the ground, there is nothing to choose.
    needsConsent: rest.legalBasis === 'consent' || (rest.needsConsent ?? false),
    words: withoutEmpty({ zh, en }) as Body['words'],
    recipients: (recipients ?? []).map((recipient) => withoutEmpty(recipient)),
  }
}

export function PurposeForm({ purpose, onClose }: PurposeFormProps) {
  const { t } = useTranslation('privacy')
  const [form] = Form.useForm<Values>()
  const basis = Form.useWatch('legalBasis', form)
  const put = useWrite(putPurpose, { stale: [listPurposes.name] })
  const known = purpose === 'new' ? undefined : purpose
  const close = () => {
    put.reset()
    onClose()
  }
  const submit = async (values: Values) => {
    await put.mutateAsync({ params: { name: known?.name ?? values.name }, body: bodyOf(values) })
    close()
  }
  return (
    <FormDrawer<Values>
      open={purpose !== undefined}
      title={known ? t('purposes.editTitle', { name: known.name }) : t('purposes.new')}
      submitLabel={t('save')}
      initial={initialOf(purpose)}
      form={form}
      onClose={close}
      onSubmit={submit}
      isBusy={put.isPending}
      error={put.error}
    >
      {known ? null : (
        <Form.Item
          name="name"
          label={t('purposes.name')}
          extra={t('purposes.nameHint')}
          rules={[{ required: true, pattern: NAME_PATTERN, message: t('purposes.nameBad') }]}
        >
          <Input maxLength={40} autoFocus />
        </Form.Item>
      )}
      <Form.Item name="zh" label={t('purposes.zh')} rules={[{ required: true, whitespace: true, message: t('needed') }]}>
        <Input maxLength={TITLE_MAX_CHARACTERS} />
      </Form.Item>
      <Form.Item name="en" label={t('purposes.en')} extra={t('purposes.enHint')}>
        <Input maxLength={TITLE_MAX_CHARACTERS} />
      </Form.Item>
      <Form.Item name="description" label={t('purposes.description')}>
        <Input.TextArea autoSize={{ minRows: 2, maxRows: 6 }} maxLength={TEXT_MAX_CHARACTERS} />
      </Form.Item>
      <Form.Item name="legalBasis" label={t('purposes.basis')} rules={[{ required: true, message: t('needed') }]}>
        <Select options={LegalBasis.options.map((value) => ({ value, label: t(`purposes.legal.${value}`) }))} />
      </Form.Item>
      {basis === 'consent' ? null : (
        <Form.Item name="needsConsent" label={t('purposes.needsConsent')} valuePropName="checked">
          <Switch />
        </Form.Item>
      )}
      <Form.Item name="channels" label={t('purposes.channels')} rules={[{ required: true, message: t('needed') }]}>
        <Select mode="multiple" options={CONSENT_CHANNELS.map((value) => ({ value, label: t(`channel.${value}`) }))} />
      </Form.Item>
      <Form.Item name="dataCategories" label={t('purposes.categories')} extra={t('purposes.categoriesHint')}>
        <Select mode="tags" open={false} suffixIcon={null} />
      </Form.Item>
      <Form.Item name="retentionDays" label={t('purposes.daysField')} extra={t('purposes.daysHint')}>
        <InputNumber min={1} max={DAYS_MAX} precision={0} style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item name="marketing" label={t('purposes.marketing')} extra={t('purposes.marketingHint')} valuePropName="checked">
        <Switch />
      </Form.Item>
      <RecipientFields />
    </FormDrawer>
  )
}
