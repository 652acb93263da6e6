/** A Moment as a customer sees it on the phone. */
import { useTranslation } from 'react-i18next'
import { MediaShown } from '../../../parts/media-shown.tsx'
import type { Content } from './moment-draft.ts'

const PICTURE_PX = 84
const ALONE_PX = 150
const COVER_PX = 44

export interface MomentPreviewProps {
  readonly content: Content
  /** Whose posting it looks like. */
  readonly author: string
}

export function MomentPreview({ content, author }: MomentPreviewProps) {
  const { t } = useTranslation('moments')
  const { text, pictures, video, link } = content
  const isEmpty = text === '' && pictures.length === 0 && video === undefined && link === undefined
  return (
    <section className="lc-feed" aria-label={t('preview')}>
      <span className="lc-feed-face" aria-hidden>
        {author.slice(0, 1)}
      </span>
      <div className="lc-stack" style={{ gap: 8, minWidth: 0 }}>
        <strong className="lc-feed-author">{author}</strong>
        {isEmpty ? <span className="lc-soft">{t('previewEmpty')}</span> : null}
        {text === '' ? null : <p className="lc-feed-text">{text}</p>}
        {pictures.length > 0 ? (
          <div className="lc-feed-pictures">
            {pictures.map((id, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the same picture may stand in it twice
              <MediaShown key={`${place} ${id}`} id={id} pictureHeight={pictures.length === 1 ? ALONE_PX : PICTURE_PX} />
            ))}
          </div>
        ) : null}
        {video === undefined ? null : <MediaShown id={video} />}
        {link ? (
          <span className="lc-feed-link">
            {link.coverMediaId === '' ? null : <MediaShown id={link.coverMediaId} pictureHeight={COVER_PX} />}
            <span className="lc-wrapped">{link.title || link.url || t('form.link.title')}</span>
          </span>
        ) : null}
      </div>
    </section>
  )
}
