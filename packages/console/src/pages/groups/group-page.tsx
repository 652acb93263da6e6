/** 社群 · one customer group: who is in it, who comes and goes. */
import { readGroup, type WecomGroup } from '@liuchi/server/contract/channels/wecom/groups'
import { Alert } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { useRead } from '../../api/hooks.ts'
import { DetailPage, type DetailTab } from '../../pagekinds/detail/detail-page.tsx'
import type { Days } from '../../parts/days.ts'
import { GroupTag } from '../../parts/wecom-group.tsx'
import { usePaths } from '../../paths.ts'
import { GroupAbout } from './group-about.tsx'
import { GroupFigures } from './group-figures.tsx'
import { GroupMembers } from './group-members.tsx'
import { GroupMoves } from './group-moves.tsx'

export function GroupPage() {
  const id = useParams().id ?? ''
  return <OneGroup key={id} id={id} />
}

function useTabs(group: WecomGroup | undefined, { days, choose }: { days: Days | undefined; choose: (days: Days) => void }): DetailTab[] {
  const { t } = useTranslation('groups')
  if (!group) return []
  return [
    {
      key: 'overview',
      label: t('tab.overview'),
      content: (
        <div className="lc-stack">
          <GroupMoves group={group} days={days} onChoose={choose} />
          <GroupAbout group={group} />
        </div>
      ),
    },
    { key: 'members', label: t('tab.members'), content: <GroupMembers group={group} /> },
  ]
}

function OneGroup({ id }: { readonly id: string }) {
  const { t } = useTranslation('groups')
  const paths = usePaths()
  const [days, choose] = useState<Days>()
  const query = useRead(readGroup, { params: { id } })
  const group = query.data
  const tabs = useTabs(group, { days, choose })
  return (
    <DetailPage
      title={group ? group.name || t('noName') : t('title')}
      back={{ label: t('title'), href: paths.groups() }}
      query={query}
      state={group ? <GroupTag state={group.state} /> : null}
      notice={group?.state === 'unseen' ? <Alert type="warning" showIcon title={t('unseenNotice')} /> : null}
      figures={group ? <GroupFigures group={group} days={days} /> : null}
      tabs={tabs}
    />
  )
}
