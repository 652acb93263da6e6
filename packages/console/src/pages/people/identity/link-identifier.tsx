/** The form that links an identifier to a person. What the rules refuse is said in words, with the way to where it is decided. */

import { listIdentifierKinds } from '@liuchi/server/contract/identity'
import { linkIdentifier } from '@liuchi/server/contract/identity/links'
import { App, Form, Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { useRead, useWrite } from '../../../api/hooks.ts'
import { FormDrawer } from '../../../pagekinds/form/form-drawer.tsx'
import { useKindWords } from '../../../parts/kind-words.ts'
import { otherError, RefusedLink } from './refused-link.tsx'
import { IDENTITY_STALE } from './stale.ts'

interface Values {
  readonly kind: string
  /** Of a family: which app or company. */
  readonly scope?: string
  readonly value: string
}

export interface LinkIdentifierProps {
  readonly personId: string
  readonly open: boolean
  readonly onClose: () => void
}

const SCOPE_MAX_CHARACTERS = 64
const VALUE_MAX_CHARACTERS = 255
/** Families are listed as `openid:<appid>`. */
const FAMILY = /<.*$/

export function LinkIdentifier({ personId, open, onClose }: LinkIdentifierProps) {
  const { t } = useTranslation('people')
  const { message } = App.useApp()
  const kindWords = useKindWords()
  const [form] = Form.useForm<Values>()
  const kind = Form.useWatch('kind', form) ?? ''
  const kinds = useRead(listIdentifierKinds, {}, { enabled: open })
  const link = useWrite(linkIdentifier, { stale: IDENTITY_STALE })
  const close = () => {
    link.reset()
    onClose()
  }
  const submit = async (values: Values) => {
    const whole = FAMILY.test(values.kind) ? values.kind.replace(FAMILY, values.scope ?? '') : values.kind
    const { merged, mergeId } = await link.mutateAsync({ params: { id: personId }, body: { kind: whole, value: values.value } })
    const [other] = merged
    if (other !== undefined) message.success(t('link.merged', { id: other }))
    else message.success(t(mergeId === null ? 'link.already' : 'link.done'))
    close()
  }
  return (
    <FormDrawer<Values>
      open={open}
      title={t('link.title')}
      submitLabel={t('link.submit')}
      initial={{ kind: 'phone' }}
      onClose={close}
      onSubmit={submit}
      isBusy={link.isPending}
      error={otherError(link.error)}
      form={form}
    >
      <p className="lc-soft lc-form-lead">{t('link.lead')}</p>
      <Form.Item name="kind" label={t('link.kind')} rules={[{ required: true, message: t('needed') }]}>
        <Select
          showSearch={{ optionFilterProp: 'label' }}
          options={(kinds.data?.items ?? []).map((one) => ({ value: one.kind, label: kindWords(one.kind) }))}
        />
      </Form.Item>
      {FAMILY.test(kind) ? (
        <Form.Item
          name="scope"
          label={t(kind.startsWith('openid') ? 'link.appId' : 'link.corpId')}
          rules={[{ required: true, message: t('needed') }]}
        >
          <Input maxLength={SCOPE_MAX_CHARACTERS} autoComplete="off" />
        </Form.Item>
      ) : null}
      <Form.Item name="value" label={t('value')} rules={[{ required: true, whitespace: true, message: t('needed') }]}>
        <Input maxLength={VALUE_MAX_CHARACTERS} autoComplete="off" />
      </Form.Item>
      <RefusedLink error={link.error} personId={personId} />
    </FormDrawer>
  )
}
