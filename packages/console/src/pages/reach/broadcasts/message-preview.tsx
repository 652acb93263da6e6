/** A content as the customer sees it: the words, then what goes with them. */
import { useTranslation } from 'react-i18next'
import { MediaShown } from '../../../parts/media-shown.tsx'
import type { Content } from './content-draft.ts'

type Attachment = Content['attachments'][number]

const PICTURE_PIXELS = 140
const COVER_PIXELS = 96

export function MessagePreview({ text, attachments }: Content) {
  const { t } = useTranslation('reach')
  return (
    <section className="lc-message" aria-label={t('message')}>
      {text === undefined ? null : <p className="lc-bubble">{text}</p>}
      {attachments.map((attachment, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two may be alike, and they only ever change as a whole
        <AttachmentCard key={`${index} ${JSON.stringify(attachment)}`} attachment={attachment} />
      ))}
    </section>
  )
}

function AttachmentCard({ attachment }: { readonly attachment: Attachment }) {
  const { t } = useTranslation('reach')
  const { title, description, url, pictureMediaId, coverMediaId, mediaId } = attachment as Partial<Record<string, string>>
  const picture = pictureMediaId ?? coverMediaId
  return (
    <div className="lc-bubble lc-stack" style={{ gap: 4 }}>
      <span className="lc-soft lc-small">{t(`attachment.${attachment.kind}`)}</span>
      {title ? <strong>{title}</strong> : null}
      {description ? <span className="lc-small">{description}</span> : null}
      {url ? <span className="lc-soft lc-small">{url}</span> : null}
      {picture ? <MediaShown id={picture} pictureHeight={COVER_PIXELS} /> : null}
      {mediaId ? <MediaShown id={mediaId} pictureHeight={PICTURE_PIXELS} /> : null}
    </div>
  )
}
