/** Columns of the tasks of staff. */
import { listWecomStaff } from '@liuchi/server/contract/channels/wecom/contacts'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../../api/hooks.ts'
import { useMay } from '../../../api/session.ts'
import { useNumbers } from '../../../i18n/formats.ts'
import type { ListColumn } from '../../../pagekinds/list/list-column.ts'
import { Moment } from '../../../parts/moment.tsx'
import { Count } from '../../../parts/numbers.tsx'
import { StateTag } from '../../../parts/state-tag.tsx'
import type { ThingState } from '../../../theme/states.ts'
import { VARIANT_LETTERS } from './broadcast-draft.ts'
import type { BroadcastRead } from './broadcast-page.tsx'

export type StaffTask = BroadcastRead['tasks'][number]

/** What one call answers with at most. */
const STAFF_ASKED = 1_000

const states = {
  planned: 'draft',
  sending: 'running',
  looking: 'running',
  waiting: 'paused',
  tapped: 'live',
  over: 'ended',
} as const satisfies Readonly<Record<string, ThingState>>
type Standing = keyof typeof states

function standingOf({ state, tappedAt }: StaffTask): Standing {
  if (tappedAt !== null) return 'tapped'
  return state === 'planned' || state === 'sending' || state === 'looking' || state === 'waiting' ? state : 'over'
}

function StaffName({ corpId, userId }: Pick<StaffTask, 'corpId' | 'userId'>) {
  const may = useMay()(listWecomStaff)
  const { data } = useRead(listWecomStaff, { params: { corpId }, query: { limit: STAFF_ASKED } }, { enabled: may })
  return <span title={userId}>{data?.items.find((one) => one.userId === userId)?.name || userId}</span>
}

export function useStaffColumns(variants: number, actions: (task: StaffTask) => ReactNode): readonly ListColumn<StaffTask>[] {
  const { t } = useTranslation('reach')
  const numbers = useNumbers()
  return [
    {
      key: 'staff',
      title: t('staff.name'),
      render: ({ corpId, userId }) => <StaffName corpId={corpId} userId={userId} />,
      value: ({ userId }) => userId,
    },
    {
      key: 'state',
      title: t('column.status'),
      render: (task) => (
        <span title={task.reason ?? undefined}>
          <StateTag state={states[standingOf(task)]}>{t(`staff.state.${standingOf(task)}`)}</StateTag>
        </span>
      ),
      value: (task) => t(`staff.state.${standingOf(task)}`),
    },
    ...(variants > 1
      ? [
          {
            key: 'variant',
            title: t('staff.variant'),
            render: ({ variant }: StaffTask) => t('variant', { letter: VARIANT_LETTERS[variant] }),
            value: ({ variant }: StaffTask) => VARIANT_LETTERS[variant] ?? null,
          },
        ]
      : []),
    {
      key: 'sent',
      title: t('staff.sent'),
      align: 'right',
      render: ({ sent, recipients }) => (
        <span>
          <Count value={sent} /> / <Count value={recipients} />
        </span>
      ),
      value: ({ sent }) => sent,
    },
    { key: 'tappedAt', title: t('staff.tappedAt'), render: ({ tappedAt }) => <Moment at={tappedAt} />, value: ({ tappedAt }) => tappedAt },
    { key: 'endsAt', title: t('staff.endsAt'), render: ({ endsAt }) => <Moment at={endsAt} />, value: ({ endsAt }) => endsAt },
    {
      key: 'reminded',
      title: t('staff.reminded'),
      render: ({ remindedAt }) => t('staff.times', { count: remindedAt.length, shown: numbers.exact(remindedAt.length) }),
      value: ({ remindedAt }) => remindedAt.length,
    },
    { key: 'actions', title: t('staff.actions'), render: actions, value: () => null },
  ]
}
