/** The members who are to publish a Moment. */
import { listMomentMembers, type WecomMoment } from '@liuchi/server/contract/channels/wecom/moments'
import type { ResponseOf } from '@liuchi/server/platform/contract'
import { useTranslation } from 'react-i18next'
import { usePages } from '../../../api/hooks.ts'
import type { ListColumn } from '../../../pagekinds/list/list-column.ts'
import { RowsSection } from '../../../pagekinds/list/rows-section.tsx'
import { Moment } from '../../../parts/moment.tsx'
import { Count } from '../../../parts/numbers.tsx'
import { StateTag } from '../../../parts/state-tag.tsx'
import { isUnderWay } from './moment-state.tsx'

type Member = ResponseOf<typeof listMomentMembers>['items'][number]
const UNDER_WAY_REFRESH_MS = 10_000

export function MomentMembers({ moment }: { readonly moment: WecomMoment }) {
  const { t } = useTranslation('moments')
  const refreshWhile = () => (isUnderWay(moment) ? UNDER_WAY_REFRESH_MS : false)
  const query = usePages(listMomentMembers, { params: { id: moment.id } }, { refreshWhile })
  const count = (key: 'visibleTo' | 'likes' | 'comments'): ListColumn<Member> => ({
    key,
    title: t(`column.${key}`),
    align: 'right',
    render: (member) => <Count value={member[key]} />,
    value: (member) => member[key],
  })
  const isOpen = moment.closedAt === null
  const columns: ListColumn<Member>[] = [
    {
      key: 'name',
      title: t('member.name'),
      render: ({ name, userId }) => <span title={userId}>{name || userId}</span>,
      value: ({ userId }) => userId,
    },
    {
      key: 'state',
      title: t('column.state'),
      render: ({ publishedAt }) =>
        publishedAt === null ? (
          <StateTag state={isOpen ? 'paused' : 'ended'}>{t(isOpen ? 'member.waiting' : 'member.missed')}</StateTag>
        ) : (
          <StateTag state="live">{t('member.published')}</StateTag>
        ),
      value: ({ publishedAt }) => publishedAt,
    },
    count('visibleTo'),
    count('likes'),
    count('comments'),
    {
      key: 'publishedAt',
      title: t('member.publishedAt'),
      render: ({ publishedAt }) => <Moment at={publishedAt} />,
      value: ({ publishedAt }) => publishedAt,
    },
  ]
  return (
    <div className="lc-stack">
      {isOpen && moment.counts.members > 0 ? <p className="lc-soft lc-small">{t('member.noReminder')}</p> : null}
      <RowsSection
        label={t('tab.members')}
        query={query}
        columns={columns}
        rowKey={({ userId }) => userId}
        empty={{ title: t('member.none'), text: t('member.noneText') }}
      />
    </div>
  )
}
