/** What a broadcast says, content by content. */
import { useTranslation } from 'react-i18next'
import { Section } from '../../../parts/section.tsx'
import type { BroadcastRead } from './broadcast-page.tsx'
import { MessagePreview } from './message-preview.tsx'

export function BroadcastContents({ broadcast }: { readonly broadcast: BroadcastRead }) {
  const { t } = useTranslation('reach')
  const { contents } = broadcast
  return (
    <div className="lc-columns lc-columns-top">
      {contents.map((content, index) => (
        <Section key={JSON.stringify(content)} title={contents.length === 1 ? t('message') : t('variant', { number: index + 1 })}>
          <MessagePreview {...content} />
        </Section>
      ))}
    </div>
  )
}
