/** The form that declares a kind of identifier of this workspace's own. */
import { declareIdentifierKind, listIdentifierKinds } from '@liuchi/server/contract/identity'
import { App, Form, Input, Radio, Slider } from 'antd'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../api/hooks.ts'
import { FormDrawer } from '../../pagekinds/form/form-drawer.tsx'

const POWERS = ['none', 'weak', 'strong'] as const
const TRUST_MAX = 100
const TRUST_DEFAULT = 50

interface Values {
  readonly kind: string
  readonly unique: boolean
  readonly single: boolean
  readonly mergePower: (typeof POWERS)[number]
  readonly trust: number
}

export interface DeclareKindProps {
  readonly open: boolean
  readonly onClose: () => void
}

export function DeclareKind({ open, onClose }: DeclareKindProps) {
  const { t } = useTranslation('people')
  const { message } = App.useApp()
  const declare = useWrite(declareIdentifierKind, { stale: [listIdentifierKinds.name] })
  const close = () => {
    declare.reset()
    onClose()
  }
  const submit = async (values: Values) => {
    const { kind } = await declare.mutateAsync({ body: values })
    message.success(t('kinds.declared', { kind }))
    close()
  }
  return (
    <FormDrawer<Values>
      open={open}
      title={t('kinds.declare')}
      submitLabel={t('kinds.declare')}
      initial={{ unique: true, single: false, mergePower: 'weak', trust: TRUST_DEFAULT }}
      onClose={close}
      onSubmit={submit}
      isBusy={declare.isPending}
      error={declare.error}
    >
      <p className="lc-soft lc-form-lead">{t('kinds.declareLead')}</p>
      <Form.Item
        name="kind"
        label={t('kinds.name')}
        extra={t('kinds.nameHint')}
        rules={[{ required: true, whitespace: true, message: t('needed') }]}
      >
        <Input autoFocus autoComplete="off" className="lc-mono" placeholder="tmall_nick" />
      </Form.Item>
      <Form.Item name="unique" label={t('kinds.belongsTo')} extra={t('kinds.explain.unique.text')}>
        <Radio.Group
          options={[
            { value: true, label: t('kinds.onePerson') },
            { value: false, label: t('kinds.manyPeople') },
          ]}
        />
      </Form.Item>
      <Form.Item name="single" label={t('kinds.perPerson')} extra={t('kinds.explain.single.text')}>
        <Radio.Group
          options={[
            { value: true, label: t('kinds.oneValue') },
            { value: false, label: t('kinds.manyValues') },
          ]}
        />
      </Form.Item>
      <Form.Item name="mergePower" label={t('kinds.mergePower')} extra={t('kinds.explain.power.text')}>
        <Radio.Group options={POWERS.map((power) => ({ value: power, label: t(`kinds.power.${power}`) }))} />
      </Form.Item>
      <Form.Item name="trust" label={t('kinds.trust')} extra={t('kinds.explain.trust.text')}>
        <Slider min={0} max={TRUST_MAX} marks={{ 0: '0', [TRUST_DEFAULT]: String(TRUST_DEFAULT), [TRUST_MAX]: String(TRUST_MAX) }} />
      </Form.Item>
    </FormDrawer>
  )
}
