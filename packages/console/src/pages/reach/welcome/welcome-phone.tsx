/** A welcome as the newcomer's phone shows it: the words, then what goes with them, as cards. */
import { LinkOutlined, MobileOutlined } from '@ant-design/icons'
import { useTranslation } from 'react-i18next'
import { MediaShown } from '../../../parts/media-shown.tsx'
import type { WelcomeAttachment } from './welcome-draft.ts'

export interface WelcomePhoneProps {
  readonly text: string
  readonly attachments: readonly WelcomeAttachment[]
}

const PICTURE_PX = 140
const CARD_PICTURE_PX = 48

export function WelcomePhone({ text, attachments }: WelcomePhoneProps) {
  const { t } = useTranslation('welcome')
  return (
    <section className="lc-phone" aria-label={t('phone')}>
      <p className="lc-phone-note">{t('phoneNote')}</p>
      {text.trim() === '' ? null : <p className="lc-bubble">{text}</p>}
      {attachments.map((one, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: cards are told apart by their place only
        <Card key={place} attachment={one} />
      ))}
    </section>
  )
}

function Card({ attachment }: { readonly attachment: WelcomeAttachment }) {
  const { t } = useTranslation('welcome')
  if (attachment.type === 'link' || attachment.type === 'miniprogram') return <TitledCard card={attachment} />
  return (
    <div className="lc-bubble">
      {attachment.mediaId === '' ? (
        <span className="lc-soft">{t(`attachment.${attachment.type}`)}</span>
      ) : (
        <MediaShown id={attachment.mediaId} {...(attachment.type === 'image' ? { pictureHeight: PICTURE_PX } : {})} />
      )}
    </div>
  )
}

function TitledCard({ card }: { readonly card: Extract<WelcomeAttachment, { type: 'link' | 'miniprogram' }> }) {
  const { t } = useTranslation('welcome')
  const below = card.type === 'link' ? card.description || card.url : t('attachment.miniprogram')
  return (
    <div className="lc-bubble lc-phone-card">
      <div className="lc-stack" style={{ gap: 2 }}>
        <strong>{card.title || t(`attachment.${card.type}`)}</strong>
        <span className="lc-soft lc-small">{below}</span>
      </div>
      <CardPicture card={card} />
    </div>
  )
}

function CardPicture({ card }: { readonly card: Extract<WelcomeAttachment, { type: 'link' | 'miniprogram' }> }) {
  if (card.type === 'link' && card.pictureUrl)
    return <img className="lc-phone-picture" src={card.pictureUrl} alt="" referrerPolicy="no-referrer" />
  if (card.type === 'miniprogram' && card.pictureMediaId) return <MediaShown id={card.pictureMediaId} pictureHeight={CARD_PICTURE_PX} />
  return (
    <span className="lc-phone-picture" aria-hidden="true">
      {card.type === 'link' ? <LinkOutlined /> : <MobileOutlined />}
    </span>
  )
}
