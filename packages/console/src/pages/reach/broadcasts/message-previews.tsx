/** Every content of a broadcast as the customer sees it; of several each under its letter. */
import { useTranslation } from 'react-i18next'
import { Section } from '../../../parts/section.tsx'
import { VARIANT_LETTERS } from './broadcast-draft.ts'
import type { Content } from './content-draft.ts'
import { MessagePreview } from './message-preview.tsx'

/** Empty ones are left out. */
export function MessagePreviews({ contents }: { readonly contents: readonly Content[] }) {
  const { t } = useTranslation('reach')
  return contents.map((content, index) =>
    content.text === undefined && content.attachments.length === 0 ? null : (
      <Section key={VARIANT_LETTERS[index]} title={contents.length === 1 ? t('message') : t('variant', { letter: VARIANT_LETTERS[index] })}>
        <MessagePreview {...content} />
      </Section>
    ),
  )
}
