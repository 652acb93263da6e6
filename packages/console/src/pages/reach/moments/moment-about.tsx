/** What a Moment shows, for whom, and who decided when. */
import type { WecomMoment } from '@liuchi/server/contract/channels/wecom/moments'
import { useTranslation } from 'react-i18next'
import { useNumbers } from '../../../i18n/formats.ts'
import { Pairs } from '../../../pagekinds/detail/pairs.tsx'
import { Moment } from '../../../parts/moment.tsx'
import { Section } from '../../../parts/section.tsx'
import { MomentPreview } from './moment-preview.tsx'

export function MomentAbout({ moment }: { readonly moment: WecomMoment }) {
  const { t } = useTranslation('moments')
  const numbers = useNumbers()
  const { content, userIds, tagIds, sendAt, untilAt, createdAt, createdBy, approvedAt, approvedBy, closedAt } = moment
  const by = (who: string, when: string | null) => (
    <span>
      {who} <span className="lc-soft">·</span> <Moment at={when} />
    </span>
  )
  const chosen = (count: number) => t('about.chosen', { count, shown: numbers.exact(count) })
  return (
    <div className="lc-columns lc-columns-top">
      <Section title={t('preview')}>
        <MomentPreview content={content} author={t('author')} />
      </Section>
      <Section title={t('about.title')}>
        <Pairs
          items={[
            { name: t('form.staff'), value: userIds.length === 0 ? t('form.staffAll') : chosen(userIds.length) },
            { name: t('form.tags'), value: tagIds.length === 0 ? t('form.tagsAll') : chosen(tagIds.length) },
            { name: t('form.at'), value: <Moment at={sendAt} /> },
            { name: t('form.until'), value: <Moment at={untilAt} /> },
            { name: t('column.createdBy'), value: by(createdBy, createdAt) },
            ...(approvedBy === null ? [] : [{ name: t('about.approved'), value: by(approvedBy, approvedAt) }]),
            ...(closedAt === null ? [] : [{ name: t('about.closed'), value: <Moment at={closedAt} /> }]),
          ]}
        />
      </Section>
    </div>
  )
}
