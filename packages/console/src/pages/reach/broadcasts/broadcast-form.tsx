/** The choices of a broadcast: to whom, what for, what, when. */
import { Input, Radio, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useNumbers } from '../../../i18n/formats.ts'
import { Field } from '../../../pagekinds/form/field.tsx'
import { usePaths } from '../../../paths.ts'
import { AudienceSelect } from './audience-select.tsx'
import { type BroadcastDraft, bytesOf, MAX_BYTES, PURPOSES } from './broadcast-draft.ts'
import { LinkFields } from './link-fields.tsx'
import { TimeChoice } from './time-choice.tsx'

const NAME_MAX_CHARACTERS = 100
const HOLDOUTS = [0, 0.05, 0.1, 0.2, 0.5]

export interface BroadcastFormProps {
  readonly draft: BroadcastDraft
  readonly onChange: (draft: BroadcastDraft, what?: string) => void
}

export function BroadcastForm({ draft, onChange }: BroadcastFormProps) {
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
      <Purpose draft={draft} onChange={onChange} />
      <Text draft={draft} onChange={onChange} />
      <LinkFields link={draft.link} onChange={(link, what) => onChange({ ...draft, link }, what)} />
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

function Purpose({ draft, onChange }: BroadcastFormProps) {
  const { t } = useTranslation('reach')
  return (
    <Field label={t('purpose.label')}>
      <Radio.Group
        value={draft.purpose}
        onChange={({ target }) => onChange({ ...draft, purpose: target.value as BroadcastDraft['purpose'] })}
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

function Text({ draft, onChange }: BroadcastFormProps) {
  const { t } = useTranslation('reach')
  const numbers = useNumbers()
  const bytes = bytesOf(draft.text)
  return (
    <Field label={t('form.text')} hint={t('form.bytes', { used: numbers.exact(bytes), most: numbers.exact(MAX_BYTES.text) })}>
      <Input.TextArea
        aria-label={t('form.text')}
        placeholder={t('form.textPlaceholder')}
        autoSize={{ minRows: 4, maxRows: 14 }}
        status={bytes > MAX_BYTES.text ? 'error' : ''}
        value={draft.text}
        onChange={({ target }) => onChange({ ...draft, text: target.value }, 'text')}
      />
    </Field>
  )
}

function Holdout({ draft, onChange }: BroadcastFormProps) {
  const { t } = useTranslation('reach')
  const numbers = useNumbers()
  return (
    <Field label={t('form.holdout')} hint={t('form.holdoutHint')}>
      <Select
        aria-label={t('form.holdout')}
        style={{ width: '100%' }}
        value={draft.holdout}
        options={HOLDOUTS.map((share) => ({ value: share, label: share === 0 ? t('form.noHoldout') : numbers.percent(share) }))}
        onChange={(holdout: number) => onChange({ ...draft, holdout })}
      />
    </Field>
  )
}
