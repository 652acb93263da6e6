/** Which customers liked or commented. */
import { listMomentReactions, type WecomMoment } from '@liuchi/server/contract/channels/wecom/moments'
import type { ResponseOf } from '@liuchi/server/platform/contract'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { usePages } from '../../../api/hooks.ts'
import type { ListColumn } from '../../../pagekinds/list/list-column.ts'
import { RowsSection } from '../../../pagekinds/list/rows-section.tsx'
import { Moment } from '../../../parts/moment.tsx'
import { usePaths } from '../../../paths.ts'
import { isUnderWay } from './moment-state.tsx'

type Reaction = ResponseOf<typeof listMomentReactions>['items'][number]
const UNDER_WAY_REFRESH_MS = 10_000

export function MomentReactions({ moment }: { readonly moment: WecomMoment }) {
  const { t } = useTranslation('moments')
  const paths = usePaths()
  const refreshWhile = () => (isUnderWay(moment) ? UNDER_WAY_REFRESH_MS : false)
  const query = usePages(listMomentReactions, { params: { id: moment.id } }, { refreshWhile })
  const columns: ListColumn<Reaction>[] = [
    {
      key: 'person',
      title: t('reaction.person'),
      render: ({ personId, name }) => <Link to={paths.person(personId)}>{name || `#${personId}`}</Link>,
      value: ({ personId }) => personId,
    },
    { key: 'kind', title: t('reaction.kind'), render: ({ kind }) => t(`reaction.${kind}`), value: ({ kind }) => t(`reaction.${kind}`) },
    {
      key: 'staff',
      title: t('reaction.staff'),
      render: ({ staffName, userId }) => <span title={userId}>{staffName || userId}</span>,
      value: ({ userId }) => userId,
    },
    { key: 'at', title: t('reaction.at'), render: ({ at }) => <Moment at={at} />, value: ({ at }) => at },
  ]
  return (
    <div className="lc-stack">
      <p className="lc-soft lc-small">{t('reaction.noWords')}</p>
      <RowsSection
        label={t('tab.reactions')}
        query={query}
        columns={columns}
        rowKey={({ kind, at, userId, personId }) => `${kind} ${at} ${userId} ${personId}`}
        empty={{ title: t('reaction.none'), text: t('reaction.noneText') }}
      />
    </div>
  )
}
