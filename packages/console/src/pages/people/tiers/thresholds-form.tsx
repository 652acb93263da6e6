/** Setting thresholds; what is left empty follows the brand's repurchase cycle. */
import { changeTierSettings, THRESHOLDS, type ThresholdName } from '@liuchi/server/contract/audience/tiers'
import { App, Form, InputNumber } from 'antd'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../../api/hooks.ts'
import { FormDrawer } from '../../../pagekinds/form/form-drawer.tsx'
import { type TierSettingsAnswer, unitOf } from './threshold-unit.ts'

const MAX_DAYS = 3_650
const MAX_ORDERS = 1_000

type Values = Partial<Record<ThresholdName, number | null>>

export interface ThresholdsFormProps {
  readonly open: boolean
  readonly answer: TierSettingsAnswer
  readonly onClose: () => void
}

export function ThresholdsForm({ open, answer, onClose }: ThresholdsFormProps) {
  const { t } = useTranslation('tiers')
  const { message } = App.useApp()
  const change = useWrite(changeTierSettings, { stale: ['tiers.', 'insights.', 'persons.', 'audiences.'] })
  const { settings, thresholds } = answer
  const initial: Values = Object.fromEntries(THRESHOLDS.map((name) => [name, settings[name]]))
  const submit = async (values: Values) => {
    const set = Object.fromEntries(THRESHOLDS.map((name) => [name, values[name] ?? null]))
    await change.mutateAsync({ body: { ...settings, ...set } })
    message.success(t('thresholds.saved'))
    onClose()
  }
  return (
    <FormDrawer<Values>
      open={open}
      title={t('thresholds.form')}
      submitLabel={t('thresholds.save')}
      initial={initial}
      onClose={onClose}
      onSubmit={submit}
      isBusy={change.isPending}
      error={change.error}
    >
      <p className="lc-soft" style={{ marginBottom: 16 }}>
        {t('thresholds.formHint')}
      </p>
      {THRESHOLDS.map((name) => (
        <Form.Item key={name} name={name} label={t(`thresholds.names.${name}`)}>
          <InputNumber
            min={unitOf(name) === 'order' ? 2 : 1}
            max={unitOf(name) === 'order' ? MAX_ORDERS : MAX_DAYS}
            precision={0}
            suffix={t(`thresholds.${unitOf(name)}`)}
            // The value in force when nothing is set is known only while nothing is set.
            placeholder={thresholds[name].source === 'set' ? '' : t('thresholds.follows', { value: thresholds[name].value })}
            style={{ width: 220 }}
          />
        </Form.Item>
      ))}
    </FormDrawer>
  )
}
