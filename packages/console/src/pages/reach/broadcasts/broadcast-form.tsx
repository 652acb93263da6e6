/** The choices of a broadcast: to whom, what for, what, when. */
import { Input, Radio, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useNumbers } from '../../../i18n/formats.ts'
import { Field } from '../../../pagekinds/form/field.tsx'
import { usePaths } from '../../../paths.ts'
import { holdoutsWith } from '../rules/holdouts.ts'
import { AudienceSelect } from './audience-select.tsx'
import { type BroadcastDraft, PURPOSES } from './broadcast-draft.ts'
import { ContentsFields } from './contents-fields.tsx'
import { TimeChoice } from './time-choice.tsx'

const NAME_MAX_CHARACTERS = 100

export interface BroadcastFormProps {
  readonly draft: BroadcastDraft
  /** Share that marketing leaves out where nobody says otherwise. */
  readonly usualHoldout: number
  readonly onChange: (draft: BroadcastDraft, what?: string) => void
}

type PartProps = Omit<BroadcastFormProps, 'usualHoldout'>

export function BroadcastForm({ draft, usualHoldout, onChange }: BroadcastFormProps) {
  const { t } = useTranslation('reach')
  const paths = usePaths()
  return (
    <>
      <Field label={t('form.audience')}>
        <AudienceSelect label={t('form.audience')} value={draft.audienceId} onChange={(audienceId) => onChange({ ...draft, audienceId })} />
        <Link to={paths.newAudience()} className="lc-small">
          {t('form.newAudience')}
        </Link>
      </Field>
      <Purpose draft={draft} usualHoldout={usualHoldout} onChange={onChange} />
      <ContentsFields contents={draft.contents} onChange={(contents, what) => onChange({ ...draft, contents }, what)} />
      <TimeChoice
        label={t('form.at')}
        none={t('form.atOnce')}
        some={t('form.atTime')}
        daysAhead={1}
        value={draft.at}
        onChange={(at) => onChange({ ...draft, at })}
      />
      <TimeChoice
        label={t('form.ends')}
        none={t('form.endsNever')}
        some={t('form.endsAt')}
        daysAhead={3}
        hint={t('form.endsHint')}
        value={draft.endsAt}
        onChange={(endsAt) => onChange({ ...draft, endsAt })}
      />
      <Holdout draft={draft} onChange={onChange} />
      <Field label={t('form.name')} hint={t('form.nameHint')}>
        <Input
          aria-label={t('form.name')}
          maxLength={NAME_MAX_CHARACTERS}
          value={draft.name}
          onChange={({ target }) => onChange({ ...draft, name: target.value }, 'name')}
        />
      </Field>
    </>
  )
}

function Purpose({ draft, usualHoldout, onChange }: BroadcastFormProps) {
  const { t } = useTranslation('reach')
  return (
    <Field label={t('purpose.label')}>
      <Radio.Group
        value={draft.purpose}
        onChange={({ target }) => {
          const purpose = target.value as BroadcastDraft['purpose']
          onChange({ ...draft, purpose, holdout: purpose === 'service' ? 0 : usualHoldout })
        }}
      >
        <div className="lc-stack" style={{ gap: 8 }}>
          {PURPOSES.map((purpose) => (
            <Radio key={purpose} value={purpose}>
              {t(`purpose.${purpose}`)} <span className="lc-soft">{t(`purpose.${purpose}Text`)}</span>
            </Radio>
          ))}
        </div>
      </Radio.Group>
    </Field>
  )
}

function Holdout({ draft, onChange }: PartProps) {
  const { t } = useTranslation('reach')
  const numbers = useNumbers()
  return (
    <Field label={t('form.holdout')} hint={t('form.holdoutHint')}>
      <Select
        aria-label={t('form.holdout')}
        style={{ width: '100%' }}
        value={draft.holdout}
        options={holdoutsWith(draft.holdout).map((share) => ({
          value: share,
          label: share === 0 ? t('form.noHoldout') : numbers.percent(share),
        }))}
        onChange={(holdout: number) => onChange({ ...draft, holdout })}
      />
    </Field>
  )
}
