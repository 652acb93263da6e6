/** The choices of a welcome rule: whom it is for, what it says, what goes with it. */
import { MAX_TEXT_BYTES, mostBytes } from '@liuchi/server/contract/channels/wecom/welcome'
import { Button, Input, Select, Switch } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNumbers } from '../../../i18n/formats.ts'
import { Field } from '../../../pagekinds/form/field.tsx'
import { useRuleStates } from './use-rule-states.ts'
import { WelcomeCards } from './welcome-cards.tsx'
import type { WelcomeDraft } from './welcome-draft.ts'
import { WelcomeHoursFields } from './welcome-hours.tsx'
import { StaffSelect, TagSelect } from './welcome-selects.tsx'

const NAME_MAX_CHARACTERS = 60
const STATE_MAX_CHARACTERS = 64
const PLACEHOLDERS = ['{客户昵称}', '{员工}'] as const

export interface WelcomeFormProps {
  readonly corpId: string
  readonly draft: WelcomeDraft
  readonly onChange: (draft: WelcomeDraft, what?: string) => void
}

export function WelcomeForm({ corpId, draft, onChange }: WelcomeFormProps) {
  const { t } = useTranslation('welcome')
  return (
    <>
      <Field label={t('form.name')} hint={t('form.nameHint')}>
        <Input
          aria-label={t('form.name')}
          maxLength={NAME_MAX_CHARACTERS}
          value={draft.name}
          onChange={({ target }) => onChange({ ...draft, name: target.value }, 'name')}
        />
      </Field>
      <Words draft={draft} onChange={onChange} />
      <WelcomeCards attachments={draft.attachments} onChange={(attachments, what) => onChange({ ...draft, attachments }, what)} />
      <Codes corpId={corpId} draft={draft} onChange={onChange} />
      <Field label={t('form.staff')} hint={t('form.staffHint')}>
        <StaffSelect
          corpId={corpId}
          label={t('form.staff')}
          value={draft.userIds}
          onChange={(userIds) => onChange({ ...draft, userIds })}
        />
      </Field>
      <WelcomeHoursFields hours={draft.hours} onChange={(hours, what) => onChange({ ...draft, hours }, what)} />
      <Field label={t('form.tags')} hint={t('form.tagsHint')}>
        <TagSelect label={t('form.tags')} value={draft.tags} onChange={(tags) => onChange({ ...draft, tags })} />
      </Field>
      <Field label={t('form.on')}>
        <div className="lc-row">
          <Switch aria-label={t('form.on')} checked={draft.on} onChange={(on) => onChange({ ...draft, on })} />
          <span className="lc-soft">{t(draft.on ? 'form.isOn' : 'form.isOff')}</span>
        </div>
      </Field>
    </>
  )
}

type PartProps = Pick<WelcomeFormProps, 'draft' | 'onChange'>

function Words({ draft, onChange }: PartProps) {
  const { t } = useTranslation('welcome')
  const numbers = useNumbers()
  const bytes = mostBytes(draft.text)
  return (
    <Field label={t('form.text')} hint={t('form.bytes', { used: numbers.exact(bytes), most: numbers.exact(MAX_TEXT_BYTES) })}>
      <Input.TextArea
        aria-label={t('form.text')}
        placeholder={t('form.textPlaceholder')}
        autoSize={{ minRows: 4, maxRows: 14 }}
        status={bytes > MAX_TEXT_BYTES ? 'error' : ''}
        value={draft.text}
        onChange={({ target }) => onChange({ ...draft, text: target.value }, 'text')}
      />
      <div className="lc-row">
        {PLACEHOLDERS.map((word, place) => (
          <Button key={word} size="small" onClick={() => onChange({ ...draft, text: draft.text + word })}>
            {t(place === 0 ? 'form.addNickname' : 'form.addStaff')}
          </Button>
        ))}
      </div>
    </Field>
  )
}

function Codes({ corpId, draft, onChange }: WelcomeFormProps) {
  const { t } = useTranslation('welcome')
  const states = useRuleStates(corpId)
  return (
    <Field label={t('form.codes')} hint={t('form.codesHint')}>
      <Select
        mode="tags"
        aria-label={t('form.codes')}
        style={{ width: '100%' }}
        placeholder={t('form.allCodes')}
        allowClear
        tokenSeparators={[',', '，', ' ']}
        value={draft.channelStates}
        options={states.map((value) => ({ value, label: value }))}
        onChange={(channelStates: string[]) =>
          onChange({
            ...draft,
            channelStates: channelStates.map((one) => one.trim().slice(0, STATE_MAX_CHARACTERS)).filter((one) => one !== ''),
          })
        }
      />
    </Field>
  )
}
