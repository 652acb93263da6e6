/** The choices of the rules of reach. */
import type { ReachSettings } from '@liuchi/server/contract/reach/settings'
import { InputNumber, Radio, Select, Switch, TimePicker } from 'antd'
import dayjs from 'dayjs'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useNumbers } from '../../../i18n/formats.ts'
import { Field } from '../../../pagekinds/form/field.tsx'
import { holdoutsWith } from './holdouts.ts'
import { SPANS } from './rules-words.ts'

const MAX_CAP = 1_000
const CLOCK = 'HH:mm'
const FIRST_QUIET = { from: '22:00', to: '08:00', action: 'postpone' } as const
const ACTIONS = ['postpone', 'hold'] as const
const CONSENTS = ['not_withdrawn', 'granted'] as const

export interface RulesFormProps {
  readonly settings: ReachSettings
  readonly onChange: (settings: ReachSettings, what?: string) => void
}

export function RulesForm({ settings, onChange }: RulesFormProps) {
  const { t } = useTranslation('reachrules')
  return (
    <>
      <Field label={t('fatigue.label')} hint={t('fatigue.hint')}>
        {SPANS.map((span) => (
          <Cap
            key={span}
            label={t(`fatigue.${span}`)}
            none={t('fatigue.none')}
            value={settings.fatigue[span]}
            onChange={(most) => onChange({ ...settings, fatigue: { ...settings.fatigue, [span]: most } }, span)}
          />
        ))}
      </Field>
      <QuietHours settings={settings} onChange={onChange} />
      <Choices
        label={t('consent.label')}
        value={settings.marketingConsent}
        options={CONSENTS.map((value) => ({ value, label: t(`consent.${value}`), text: t(`consent.${value}Text`) }))}
        onChange={(marketingConsent) => onChange({ ...settings, marketingConsent })}
      />
      <Holdout settings={settings} onChange={onChange} />
    </>
  )
}

interface CapProps {
  readonly label: string
  readonly none: string
  readonly value: number | null
  readonly onChange: (most: number | null) => void
}

/** Empty: no cap. */
function Cap({ label, none, value, onChange }: CapProps) {
  return (
    <span className="lc-row" style={{ gap: 8 }}>
      <span style={{ minWidth: 88 }}>{label}</span>
      <InputNumber aria-label={label} min={1} max={MAX_CAP} precision={0} placeholder={none} value={value} onChange={onChange} />
    </span>
  )
}

function QuietHours({ settings, onChange }: RulesFormProps) {
  const { t } = useTranslation('reachrules')
  const { quietHours } = settings
  return (
    <Field label={t('quiet.label')} hint={t('quiet.hint')}>
      <Switch
        aria-label={t('quiet.label')}
        checked={quietHours !== null}
        style={{ alignSelf: 'flex-start' }}
        onChange={(isOn) => onChange({ ...settings, quietHours: isOn ? FIRST_QUIET : null })}
      />
      {quietHours === null ? null : (
        <>
          <TimePicker.RangePicker
            aria-label={t('quiet.label')}
            format={CLOCK}
            order={false}
            allowClear={false}
            minuteStep={5}
            value={[dayjs(quietHours.from, CLOCK), dayjs(quietHours.to, CLOCK)]}
            onChange={(times) => {
              const [from, to] = times ?? []
              if (from && to) onChange({ ...settings, quietHours: { ...quietHours, from: from.format(CLOCK), to: to.format(CLOCK) } })
            }}
          />
          <Choices
            label={t('quiet.action')}
            value={quietHours.action}
            options={ACTIONS.map((value) => ({ value, label: t(`quiet.${value}`), text: t(`quiet.${value}Text`) }))}
            onChange={(action) => onChange({ ...settings, quietHours: { ...quietHours, action } })}
          />
        </>
      )}
    </Field>
  )
}

function Holdout({ settings, onChange }: RulesFormProps) {
  const { t } = useTranslation('reachrules')
  const numbers = useNumbers()
  return (
    <Field label={t('holdout.label')} hint={t('holdout.hint')}>
      <Select
        aria-label={t('holdout.label')}
        value={settings.holdout}
        options={holdoutsWith(settings.holdout).map((share) => ({
          value: share,
          label: share === 0 ? t('holdout.none') : numbers.percent(share),
        }))}
        onChange={(holdout: number) => onChange({ ...settings, holdout })}
      />
    </Field>
  )
}

interface ChoicesProps<T extends string> {
  readonly label: string
  readonly value: T
  readonly options: readonly { readonly value: T; readonly label: string; readonly text: string }[]
  readonly onChange: (value: T) => void
}

function Choices<T extends string>({ label, value, options, onChange }: ChoicesProps<T>): ReactNode {
  return (
    <Field label={label}>
      <Radio.Group value={value} onChange={({ target }) => onChange(target.value as T)}>
        <div className="lc-stack" style={{ gap: 8 }}>
          {options.map((option) => (
            <Radio key={option.value} value={option.value}>
              {option.label} <span className="lc-soft">{option.text}</span>
            </Radio>
          ))}
        </div>
      </Radio.Group>
    </Field>
  )
}
