/** The form that sets or removes one trait of a person by hand. */
import { editTraits, type Person } from '@liuchi/server/contract/identity'
import type { BodyInputOf } from '@liuchi/server/platform/contract'
import { App, Form, Input, Segmented } from 'antd'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../../api/hooks.ts'
import { FormDrawer } from '../../../pagekinds/form/form-drawer.tsx'
import { ConfirmButton } from '../../../parts/confirm-button.tsx'
import { IDENTITY_STALE } from '../identity/stale.ts'
import { editedText, typedValue, typeOf, VALUE_TYPES, type ValueType } from './trait-value.ts'

interface Values {
  readonly name: string
  readonly type: ValueType
  readonly value: string
}

export interface EditTraitProps {
  readonly person: Person
  /** Undefined: closed. Empty: a new trait. */
  readonly name: string | undefined
  readonly onClose: () => void
}

const NAME_MAX_CHARACTERS = 200

type Sent = NonNullable<BodyInputOf<typeof editTraits>['set']>[string]

export function EditTrait({ person, name, onClose }: EditTraitProps) {
  const { t } = useTranslation('people')
  const { message } = App.useApp()
  const [form] = Form.useForm<Values>()
  const type = Form.useWatch('type', form) ?? 'text'
  const edit = useWrite(editTraits, { stale: IDENTITY_STALE })
  const before = name === undefined ? undefined : person.traits[name]
  const close = () => {
    edit.reset()
    onClose()
  }
  const submit = async (values: Values) => {
    const set = { [values.name]: typedValue(values.value, values.type) as Sent }
    await edit.mutateAsync({ params: { id: person.id }, body: { set } })
    message.success(t('trait.saved', { name: values.name }))
    close()
  }
  const remove = async (gone: string) => {
    await edit.mutateAsync({ params: { id: person.id }, body: { unset: [gone] } })
    close()
  }
  const isOfType = (_rule: unknown, text: string | undefined) =>
    typedValue(text ?? '', type) === undefined ? Promise.reject(new Error(t(`trait.notOfType.${type}`))) : Promise.resolve()
  return (
    <FormDrawer<Values>
      open={name !== undefined}
      title={name ? t('trait.edit', { name }) : t('trait.add')}
      submitLabel={t('trait.save')}
      initial={{ name: name ?? '', type: typeOf(before), value: editedText(before) }}
      onClose={close}
      onSubmit={submit}
      isBusy={edit.isPending}
      error={edit.error}
      form={form}
    >
      <p className="lc-soft lc-form-lead">{t('trait.editLead')}</p>
      <Form.Item name="name" label={t('trait.name')} rules={[{ required: true, whitespace: true, message: t('needed') }]}>
        <Input maxLength={NAME_MAX_CHARACTERS} disabled={name !== ''} autoComplete="off" />
      </Form.Item>
      <Form.Item name="type" label={t('trait.type')}>
        <Segmented options={VALUE_TYPES.map((one) => ({ value: one, label: t(`trait.types.${one}`) }))} />
      </Form.Item>
      <Form.Item name="value" label={t('value')} dependencies={['type']} rules={[{ validator: isOfType }]}>
        <Input.TextArea autoSize={{ minRows: 1, maxRows: 8 }} />
      </Form.Item>
      {name ? (
        <ConfirmButton
          type="link"
          label={t('trait.remove')}
          question={t('trait.removeQuestion', { name })}
          consequence={t('trait.removeConsequence')}
          run={() => remove(name)}
        />
      ) : null}
    </FormDrawer>
  )
}
