/** What goes with the words of a welcome, in the order in which it is sent: links, pictures, videos, files, mini programs. */
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { Field } from '../../../pagekinds/form/field.tsx'
import { MediaPicker } from '../../../parts/media-picker.tsx'
import { emptyAttachments, type LinkCard, type WelcomeAttachment } from './welcome-draft.ts'

const MAX_ATTACHMENTS = 9
const TYPES = ['link', 'image', 'miniprogram', 'video', 'file'] as const
const LINK_KEYS = ['title', 'url', 'description', 'pictureUrl'] as const
const MINI_KEYS = ['title', 'appId', 'page'] as const
type MiniProgram = Extract<WelcomeAttachment, { type: 'miniprogram' }>

export interface WelcomeCardsProps {
  readonly attachments: readonly WelcomeAttachment[]
  readonly onChange: (attachments: WelcomeAttachment[], what?: string) => void
}

export function WelcomeCards({ attachments, onChange }: WelcomeCardsProps) {
  const { t } = useTranslation('welcome')
  const put = (place: number, one: WelcomeAttachment, what: string) => onChange(attachments.with(place, one), `card.${place}.${what}`)
  return (
    <Field label={t('form.cards')} hint={t('form.cardsHint')}>
      {attachments.map((one, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: cards are told apart by their place only
        <div key={place} className="lc-row" style={{ alignItems: 'flex-start', flexWrap: 'nowrap' }}>
          <div className="lc-stack lc-wide-words" style={{ gap: 6 }}>
            <span className="lc-soft lc-small">{t(`attachment.${one.type}`)}</span>
            <Fields one={one} onChange={(next, what) => put(place, next, what)} />
          </div>
          <Button
            type="text"
            icon={<DeleteOutlined />}
            aria-label={t('form.removeCard')}
            onClick={() => onChange(attachments.toSpliced(place, 1))}
          />
        </div>
      ))}
      <div className="lc-row">
        {TYPES.map((type) => (
          <Button
            key={type}
            size="small"
            icon={<PlusOutlined />}
            disabled={attachments.length >= MAX_ATTACHMENTS}
            onClick={() => onChange([...attachments, emptyAttachments[type]])}
          >
            {t(`attachment.${type}`)}
          </Button>
        ))}
      </div>
    </Field>
  )
}

interface FieldsProps<One> {
  readonly one: One
  readonly onChange: (one: One, what: string) => void
}

function Fields({ one, onChange }: FieldsProps<WelcomeAttachment>) {
  const { t } = useTranslation('welcome')
  if (one.type === 'link') return <LinkFields one={one} onChange={onChange} />
  if (one.type === 'miniprogram') return <MiniFields one={one} onChange={onChange} />
  return (
    <MediaPicker
      kind={one.type}
      label={t(`attachment.${one.type}`)}
      value={one.mediaId || null}
      onChange={(mediaId) => onChange({ ...one, mediaId: mediaId ?? '' }, 'media')}
    />
  )
}

function LinkFields({ one, onChange }: FieldsProps<LinkCard>) {
  const { t } = useTranslation('welcome')
  return LINK_KEYS.map((key) => (
    <Input
      key={key}
      aria-label={t(`form.link.${key}`)}
      placeholder={t(`form.link.${key}`)}
      value={one[key] ?? ''}
      onChange={({ target }) => onChange({ ...one, [key]: target.value }, key)}
    />
  ))
}

function MiniFields({ one, onChange }: FieldsProps<MiniProgram>) {
  const { t } = useTranslation('welcome')
  return (
    <>
      {MINI_KEYS.map((key) => (
        <Input
          key={key}
          aria-label={t(`form.mini.${key}`)}
          placeholder={t(`form.mini.${key}`)}
          value={one[key]}
          onChange={({ target }) => onChange({ ...one, [key]: target.value }, key)}
        />
      ))}
      <MediaPicker
        kind="image"
        label={t('form.mini.cover')}
        value={one.pictureMediaId || null}
        onChange={(id) => onChange({ ...one, pictureMediaId: id ?? '' }, 'cover')}
      />
    </>
  )
}
