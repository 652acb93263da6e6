/** 触达 · Moments: one of them. Who published it, who liked and commented. */
import { approveMoment, cancelMoment, previewMoment, readMoment, type WecomMoment } from '@liuchi/server/contract/channels/wecom/moments'
import { Alert } from 'antd'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { useRead, useWrite } from '../../../api/hooks.ts'
import { useWhyNot } from '../../../api/session.ts'
import { useNumbers } from '../../../i18n/formats.ts'
import { DetailPage, type DetailTab } from '../../../pagekinds/detail/detail-page.tsx'
import { FigureNumber } from '../../../pagekinds/figure/figure-number.tsx'
import { ConfirmButton } from '../../../parts/confirm-button.tsx'
import { usePaths } from '../../../paths.ts'
import { MomentAbout } from './moment-about.tsx'
import { MomentMembers } from './moment-members.tsx'
import { MomentReactions } from './moment-reactions.tsx'
import { isUnderWay, MomentState } from './moment-state.tsx'

const STALE = ['channels.moments.']
const UNDER_WAY_REFRESH_MS = 5_000

interface OfMoment {
  readonly moment: WecomMoment
}

export function MomentPage() {
  const { t } = useTranslation('moments')
  const paths = usePaths()
  const id = useParams().id ?? ''
  const query = useRead(readMoment, { params: { id } }, { refreshWhile: (moment) => (isUnderWay(moment) ? UNDER_WAY_REFRESH_MS : false) })
  const moment = query.data
  const tabs: DetailTab[] = moment
    ? [
        { key: 'members', label: t('tab.members'), content: <MomentMembers moment={moment} /> },
        { key: 'reactions', label: t('tab.reactions'), content: <MomentReactions moment={moment} /> },
        { key: 'content', label: t('tab.content'), content: <MomentAbout moment={moment} /> },
      ]
    : []
  return (
    <DetailPage
      title={moment?.name || t('number', { id })}
      back={{ label: t('title'), href: paths.moments() }}
      query={query}
      state={moment ? <MomentState moment={moment} /> : null}
      notice={moment ? <Notices moment={moment} /> : null}
      figures={moment ? <Figures moment={moment} /> : null}
      tabs={tabs}
      extraActions={moment ? <Actions moment={moment} /> : null}
    />
  )
}

function Notices({ moment }: OfMoment) {
  const { t } = useTranslation('moments')
  const numbers = useNumbers()
  const { state, outcome, reason, refusedUserIds, refusedTagIds } = moment
  const refused = refusedUserIds.length + refusedTagIds.length
  return (
    <>
      {state === 'draft' ? <Alert type="info" showIcon title={t('notice.draft')} /> : null}
      {state === 'waiting' ? <Alert type="info" showIcon title={t('notice.waiting')} /> : null}
      {outcome === 'unknown' ? <Alert type="warning" showIcon title={t('notice.unknown')} /> : null}
      {outcome === 'failed' ? <Alert type="error" showIcon title={t('notice.failed')} description={reason} /> : null}
      {refused > 0 ? (
        <Alert
          type="warning"
          showIcon
          title={t('notice.refused', {
            members: numbers.exact(refusedUserIds.length),
            tags: numbers.exact(refusedTagIds.length),
          })}
        />
      ) : null}
    </>
  )
}

function Figures({ moment }: OfMoment) {
  const { t } = useTranslation('moments')
  const numbers = useNumbers()
  const { members, published, visibleTo, likes, comments, people } = moment.counts
  return (
    <>
      <FigureNumber
        title={t('figure.published')}
        value={published}
        note={t('figure.ofMembers', { count: members, shown: numbers.exact(members) })}
        how={t('figure.publishedHow')}
      />
      <FigureNumber title={t('figure.visibleTo')} value={visibleTo} how={t('figure.visibleToHow')} />
      <FigureNumber
        title={t('figure.reactions')}
        value={likes + comments}
        note={t('figure.reactionsOf', { likes: numbers.exact(likes), comments: numbers.exact(comments), people: numbers.exact(people) })}
        how={t('figure.reactionsHow')}
      />
    </>
  )
}

function Actions({ moment }: OfMoment) {
  const { t } = useTranslation('moments')
  const numbers = useNumbers()
  const whyNot = useWhyNot()
  const approve = useWrite(approveMoment, { stale: STALE })
  const cancel = useWrite(cancelMoment, { stale: STALE })
  const { id, corpId, userIds, tagIds, state, closedAt, cancelAsked, counts } = moment
  const isDraft = state === 'draft'
  const { data } = useRead(previewMoment, { params: { corpId }, body: { userIds, tagIds } }, { enabled: isDraft })
  const members = { count: data?.members ?? 0, shown: numbers.exact(data?.members ?? 0) }
  const left = Math.max(0, counts.members - counts.published)
  return (
    <>
      {isDraft ? (
        <ConfirmButton
          type="primary"
          label={t('review.send', members)}
          question={t('approve.question', members)}
          consequence={t('approve.consequence')}
          done={t('approve.done')}
          whyNot={whyNot(approveMoment) ?? (data?.members === 0 ? t('review.nobody') : undefined)}
          run={() => approve.mutateAsync({ params: { id } })}
        />
      ) : null}
      {closedAt === null && !cancelAsked ? (
        <ConfirmButton
          label={t('cancel.label')}
          question={t('cancel.question')}
          consequence={left > 0 ? t('cancel.consequence', { count: left, shown: numbers.exact(left) }) : t('cancel.before')}
          done={t('cancel.done')}
          whyNot={whyNot(cancelMoment)}
          run={() => cancel.mutateAsync({ params: { id } })}
        />
      ) : null}
    </>
  )
}
