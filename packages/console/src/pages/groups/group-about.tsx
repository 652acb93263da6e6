/** What WeCom says of a group itself. */
import type { WecomGroup } from '@liuchi/server/contract/channels/wecom/groups'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Pairs } from '../../pagekinds/detail/pairs.tsx'
import { Moment } from '../../parts/moment.tsx'
import { Section } from '../../parts/section.tsx'
import { usePaths } from '../../paths.ts'

export function GroupAbout({ group }: { readonly group: WecomGroup }) {
  const { t } = useTranslation('groups')
  const paths = usePaths()
  const { owner, ownerName, admins, createdAt, dismissedAt, firstSeenAt, fetchedAt, corpId, notice } = group
  return (
    <Section title={t('about.title')}>
      <Pairs
        items={[
          { name: t('about.owner'), value: <span title={owner}>{ownerName || owner}</span> },
          { name: t('about.admins'), value: admins.length > 0 ? admins.join(' · ') : t('about.noAdmins') },
          {
            name: t('about.notice'),
            value: notice === '' ? t('about.noNotice') : <span style={{ whiteSpace: 'pre-wrap' }}>{notice}</span>,
          },
          { name: t('about.createdAt'), value: <Moment at={createdAt} /> },
          ...(dismissedAt === null ? [] : [{ name: t('about.dismissedAt'), value: <Moment at={dismissedAt} /> }]),
          { name: t('about.firstSeenAt'), value: <Moment at={firstSeenAt} /> },
          { name: t('about.fetchedAt'), value: <Moment at={fetchedAt} ago /> },
          { name: t('about.corp'), value: <Link to={paths.corp(corpId)}>{corpId}</Link> },
        ]}
      />
    </Section>
  )
}
