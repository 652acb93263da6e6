/** The form that states how long a kind of data is kept, and why. */
import { listRetention, putRetention, type Retention } from '@liuchi/server/contract/compliance/purposes'
import { Form, Input, InputNumber } from 'antd'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../api/hooks.ts'
import { FormDrawer } from '../../pagekinds/form/form-drawer.tsx'
import { useBothWords } from '../../parts/consent-words.ts'

const DAYS_MAX = 36_500
const TEXT_MAX_CHARACTERS = 1_000

interface Values {
  readonly days?: number | null
  readonly why: string
}

export interface RetentionFormProps {
  /** Undefined: closed. */
  readonly one: Retention | undefined
  readonly onClose: () => void
}

export function RetentionForm({ one, onClose }: RetentionFormProps) {
  const { t } = useTranslation('privacy')
  const wordsOf = useBothWords()
  const put = useWrite(putRetention, { stale: [listRetention.name] })
  const close = () => {
    put.reset()
    onClose()
  }
  const submit = async ({ days, why }: Values) => {
    if (!one) return
    await put.mutateAsync({ params: { kind: one.kind }, body: { days: days ?? null, why } })
    close()
  }
  return (
    <FormDrawer<Values>
      open={one !== undefined}
      title={one ? t('retention.editTitle', { kind: wordsOf(one.words) }) : ''}
      submitLabel={t('save')}
      initial={one ? { days: one.days, why: wordsOf(one.why) } : {}}
      onClose={close}
      onSubmit={submit}
      isBusy={put.isPending}
      error={put.error}
    >
      <Form.Item name="days" label={t('purposes.daysField')} extra={t('retention.daysHint')}>
        <InputNumber min={1} max={DAYS_MAX} precision={0} style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item name="why" label={t('retention.why')} rules={[{ required: true, whitespace: true, message: t('needed') }]}>
        <Input.TextArea autoSize={{ minRows: 2, maxRows: 8 }} maxLength={TEXT_MAX_CHARACTERS} />
      </Form.Item>
    </FormDrawer>
  )
}
