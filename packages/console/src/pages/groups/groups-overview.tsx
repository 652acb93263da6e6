/** All groups in four figures. Nothing before there is a group. */
import { readGroupOverview } from '@liuchi/server/contract/channels/wecom/groups'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../api/hooks.ts'
import { useNumbers } from '../../i18n/formats.ts'
import { FigureNumber } from '../../pagekinds/figure/figure-number.tsx'
import { ErrorNotice } from '../../parts/error-notice.tsx'

export function GroupsOverview() {
  const { t } = useTranslation('groups')
  const numbers = useNumbers()
  const { data, error, refetch } = useRead(readGroupOverview, {})
  if (error) return <ErrorNotice error={error} onRetry={() => refetch()} />
  if (!data?.groups.value) return null
  const { groups, memberships, people, repeated, strangers } = data
  const inGroups = people.value ?? 0
  const share = (value: number | null) =>
    inGroups > 0 ? t('overview.share', { share: numbers.percent((value ?? 0) / inGroups) }) : undefined
  return (
    <div className="lc-grid">
      <FigureNumber
        title={t('overview.groups')}
        value={groups.value}
        unit={t('overview.groupsUnit', { count: groups.value ?? 0 })}
        how={t('overview.groupsHow')}
      />
      <FigureNumber
        title={t('overview.memberships')}
        value={memberships.value}
        unit={t('overview.membershipsUnit', { count: memberships.value ?? 0 })}
        how={t('overview.membershipsHow')}
        note={t('overview.people', { shown: numbers.exact(inGroups) })}
      />
      <FigureNumber
        title={t('overview.repeated')}
        value={repeated.value}
        unit={t('unit', { count: repeated.value ?? 0 })}
        how={t('overview.repeatedHow')}
        note={share(repeated.value)}
      />
      <FigureNumber
        title={t('overview.strangers')}
        value={strangers.value}
        unit={t('unit', { count: strangers.value ?? 0 })}
        how={t('overview.strangersHow')}
        note={share(strangers.value)}
      />
    </div>
  )
}
