/** How RFM is scored: by fifths or by bounds of one's own, as of which day, and making that the default. */
import { changeTierSettings, type RfmBounds, readTierSettings } from '@liuchi/server/contract/audience/tiers'
import { App, Button, InputNumber, Segmented } from 'antd'
import { useTranslation } from 'react-i18next'
import { useRead, useWrite } from '../../../api/hooks.ts'
import { useMay, useWhyNot } from '../../../api/session.ts'
import { Field } from '../../../pagekinds/form/field.tsx'
import { AsOfField } from './as-of.tsx'
import { areBounds, type RfmDraft, usualBounds } from './rfm-draft.ts'

/** What is asked once the settings are known. */
export interface RfmQuestion {
  readonly method: 'quintile' | 'bounds'
  readonly bounds: RfmBounds
  /** As audiences score too. */
  readonly isDefault: boolean
}

/** Undefined until the settings are known. */
export function useRfmQuestion(draft: RfmDraft): RfmQuestion | undefined {
  const may = useMay()(readTierSettings)
  const { data } = useRead(readTierSettings, {}, { enabled: may })
  if (may && !data) return undefined
  const set = data?.settings.rfmBounds ?? null
  const method = draft.method ?? (set ? 'bounds' : 'quintile')
  const bounds = draft.bounds ?? set ?? usualBounds
  const isDefault = method === 'quintile' ? set === null : set !== null && JSON.stringify(set) === JSON.stringify(bounds)
  return { method, bounds, isDefault }
}

export interface RfmFormProps {
  readonly draft: RfmDraft
  readonly day: string
  readonly question: RfmQuestion
  readonly onChange: (draft: RfmDraft, what?: string) => void
}

export function RfmForm({ draft, day, question, onChange }: RfmFormProps) {
  const { t } = useTranslation('tiers')
  const { method, bounds } = question
  return (
    <>
      <AsOfField day={day} onChange={(asOfDay) => onChange({ ...draft, asOfDay })} />
      <Field label={t('rfm.method')} hint={t(`rfm.methodHint.${method}`)}>
        <Segmented
          block
          options={(['quintile', 'bounds'] as const).map((value) => ({ value, label: t(`rfm.methods.${value}`) }))}
          value={method}
          onChange={(value) => onChange({ ...draft, method: value, bounds })}
        />
      </Field>
      {method === 'bounds' ? (
        <>
          <BoundsField
            name="r"
            label={t('rfm.boundR')}
            bounds={bounds}
            onChange={(next) => onChange({ ...draft, method, bounds: next }, 'r')}
          />
          <BoundsField
            name="f"
            label={t('rfm.boundF')}
            bounds={bounds}
            onChange={(next) => onChange({ ...draft, method, bounds: next }, 'f')}
          />
          <BoundsField
            name="m"
            label={t('rfm.boundM')}
            bounds={bounds}
            onChange={(next) => onChange({ ...draft, method, bounds: next }, 'm')}
          />
        </>
      ) : null}
      {question.isDefault ? null : <KeepAsDefault question={question} />}
    </>
  )
}

interface BoundsFieldProps {
  readonly name: keyof RfmBounds
  readonly label: string
  readonly bounds: RfmBounds
  readonly onChange: (bounds: RfmBounds) => void
}

function BoundsField({ name, label, bounds, onChange }: BoundsFieldProps) {
  const { t } = useTranslation('tiers')
  const put = (place: number, value: number | null) =>
    value !== null && onChange({ ...bounds, [name]: bounds[name].map((bound, index) => (index === place ? value : bound)) })
  return (
    <Field label={label}>
      <div className="lc-row" style={{ gap: 8 }}>
        {bounds[name].map((bound, place) => {
          const score = t('rfm.bound', { score: place + 2 })
          return (
            <div key={score} className="lc-stack" style={{ gap: 2, width: 64 }}>
              <span className="lc-soft lc-small">{score}</span>
              <InputNumber
                size="small"
                min={name === 'f' ? 1 : 0}
                controls={false}
                style={{ width: '100%' }}
                aria-label={`${label} · ${score}`}
                value={bound}
                onChange={(value) => put(place, value)}
              />
            </div>
          )
        })}
      </div>
    </Field>
  )
}

function KeepAsDefault({ question: { method, bounds } }: { readonly question: RfmQuestion }) {
  const { t } = useTranslation('tiers')
  const { message } = App.useApp()
  const whyNot = useWhyNot()(changeTierSettings)
  const { data } = useRead(readTierSettings, {}, { enabled: whyNot === undefined })
  const change = useWrite(changeTierSettings, { stale: ['tiers.', 'insights.', 'persons.'] })
  const keep = async () => {
    if (!data) return
    await change.mutateAsync({ body: { ...data.settings, rfmBounds: method === 'bounds' ? bounds : null } })
    message.success(t('rfm.kept'))
  }
  const disabled = whyNot !== undefined || (method === 'bounds' && !areBounds(bounds))
  return (
    <div className="lc-stack" style={{ gap: 6, alignItems: 'flex-start' }}>
      <Button disabled={disabled} title={whyNot} loading={change.isPending} onClick={() => void keep()}>
        {t('rfm.keep')}
      </Button>
      <span className="lc-soft lc-small">{t('rfm.keepHint')}</span>
    </div>
  )
}
