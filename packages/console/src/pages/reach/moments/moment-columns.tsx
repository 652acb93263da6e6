/** Columns of Moments. */
import type { WecomMoment } from '@liuchi/server/contract/channels/wecom/moments'
import { useTranslation } from 'react-i18next'
import type { ListColumn } from '../../../pagekinds/list/list-column.ts'
import { Moment } from '../../../parts/moment.tsx'
import { Count } from '../../../parts/numbers.tsx'
import { MomentState, useMomentStateWords } from './moment-state.tsx'

export function useMomentColumns(): readonly ListColumn<WecomMoment>[] {
  const { t } = useTranslation('moments')
  const stateWords = useMomentStateWords()
  const count = (key: 'visibleTo' | 'likes' | 'comments'): ListColumn<WecomMoment> => ({
    key,
    title: t(`column.${key}`),
    align: 'right',
    render: ({ counts }) => <Count value={counts[key]} />,
    value: ({ counts }) => counts[key],
  })
  return [
    {
      key: 'name',
      title: t('column.name'),
      render: ({ name, id }) => <span className="lc-wrapped">{name || t('number', { id })}</span>,
      value: ({ name }) => name,
    },
    { key: 'state', title: t('column.state'), render: (moment) => <MomentState moment={moment} />, value: stateWords },
    {
      key: 'published',
      title: t('column.published'),
      align: 'right',
      render: ({ counts }) => (
        <span>
          <Count value={counts.published} /> / <Count value={counts.members} />
        </span>
      ),
      value: ({ counts }) => counts.published,
    },
    count('visibleTo'),
    count('likes'),
    count('comments'),
    { key: 'sendAt', title: t('column.sendAt'), render: ({ sendAt }) => <Moment at={sendAt} />, value: ({ sendAt }) => sendAt },
    {
      key: 'createdBy',
      title: t('column.createdBy'),
      render: ({ createdBy, createdAt }) => (
        <span>
          {createdBy} <span className="lc-soft">·</span> <Moment at={createdAt} ago />
        </span>
      ),
      value: ({ createdBy }) => createdBy,
      notOnPhone: true,
    },
  ]
}
