/** A content as the customer sees it: the words, then what goes with them. */
import { useTranslation } from 'react-i18next'
import type { Content } from './broadcast-draft.ts'

type Attachment = Content['attachments'][number]

export function MessagePreview({ text, attachments }: Content) {
  const { t } = useTranslation('reach')
  return (
    <section className="lc-message" aria-label={t('message')}>
      {text === undefined ? null : <p className="lc-bubble">{text}</p>}
      {attachments.map((attachment) => (
        <AttachmentCard key={JSON.stringify(attachment)} attachment={attachment} />
      ))}
    </section>
  )
}

function AttachmentCard({ attachment }: { readonly attachment: Attachment }) {
  const { t } = useTranslation('reach')
  const title = 'title' in attachment ? attachment.title : undefined
  return (
    <div className="lc-bubble lc-stack" style={{ gap: 4 }}>
      <span className="lc-soft lc-small">{t(`attachment.${attachment.kind}`)}</span>
      {title ? <strong>{title}</strong> : null}
      {attachment.kind === 'link' && attachment.description ? <span className="lc-small">{attachment.description}</span> : null}
      {attachment.kind === 'link' ? <span className="lc-soft lc-small">{attachment.url}</span> : null}
    </div>
  )
}
