/** Makes one static audience out of several: everybody in any, in all, or in the first but in none of the others. */
import { type Audience, COMBINATIONS, createAudience } from '@liuchi/server/contract/audience'
import { Form, Input, Radio, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useWrite } from '../../../api/hooks.ts'
import { FormDrawer } from '../../../pagekinds/form/form-drawer.tsx'
import { usePaths } from '../../../paths.ts'

interface Values {
  readonly name: string
  readonly op: (typeof COMBINATIONS)[number]
  /** Of `except`: whose people stay. */
  readonly first: string
}

export interface CombineFormProps {
  /** None: closed. */
  readonly audiences: readonly Audience[]
  readonly onClose: () => void
}

export function CombineForm({ audiences, onClose }: CombineFormProps) {
  const { t } = useTranslation('audiences')
  const paths = usePaths()
  const navigate = useNavigate()
  const [form] = Form.useForm<Values>()
  const op = Form.useWatch('op', form)
  const create = useWrite(createAudience, { stale: ['audiences.'] })
  const submit = async ({ name, op: chosen, first }: Values) => {
    const ids = audiences.map(({ id }) => id)
    const ordered = chosen === 'except' ? [first, ...ids.filter((id) => id !== first)] : ids
    const { id } = await create.mutateAsync({ body: { name, kind: 'static', combine: { op: chosen, ids: ordered } } })
    onClose()
    navigate(paths.audience(id))
  }
  return (
    <FormDrawer<Values>
      form={form}
      open={audiences.length > 0}
      title={t('combine.title', { count: audiences.length })}
      submitLabel={t('combine.submit')}
      initial={{ op: 'union', first: audiences[0]?.id ?? '' }}
      onClose={onClose}
      onSubmit={submit}
      isBusy={create.isPending}
      error={create.error}
    >
      <p className="lc-soft lc-form-lead">{audiences.map(({ name }) => name).join(t('combine.and'))}</p>
      <Form.Item name="op" label={t('combine.op')}>
        <Radio.Group>
          <div className="lc-stack" style={{ gap: 8 }}>
            {COMBINATIONS.map((one) => (
              <Radio key={one} value={one}>
                {t(`combine.ops.${one}`)} <span className="lc-soft">{t(`combine.texts.${one}`)}</span>
              </Radio>
            ))}
          </div>
        </Radio.Group>
      </Form.Item>
      <Form.Item name="first" label={t('combine.first')} hidden={op !== 'except'}>
        <Select options={audiences.map(({ id, name }) => ({ value: id, label: name }))} />
      </Form.Item>
      <Form.Item name="name" label={t('name')} rules={[{ required: true, whitespace: true, message: t('needs.name') }]}>
        <Input maxLength={100} />
      </Form.Item>
      <p className="lc-soft lc-small">{t('combine.static')}</p>
    </FormDrawer>
  )
}
