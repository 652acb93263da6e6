/** The tasks of staff: who has tapped, whom to remind, what to take back. */
import { cancelBroadcastTasks, remindBroadcast } from '@liuchi/server/contract/reach'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../../api/hooks.ts'
import { useWhyNot } from '../../../api/session.ts'
import { useNumbers } from '../../../i18n/formats.ts'
import { RowsSection } from '../../../pagekinds/list/rows-section.tsx'
import { ConfirmButton } from '../../../parts/confirm-button.tsx'
import type { BroadcastRead } from './broadcast-page.tsx'
import { type StaffTask, useStaffColumns } from './staff-columns.tsx'
import { useRemind } from './use-remind.ts'

const STALE = ['broadcasts.']

function isWaiting({ state }: StaffTask): boolean {
  return state === 'waiting'
}

export function BroadcastStaff({ broadcast }: { readonly broadcast: BroadcastRead }) {
  const { t } = useTranslation('reach')
  const numbers = useNumbers()
  const whyNot = useWhyNot()
  const { id, tasks, contents } = broadcast
  const { remind, isReminding } = useRemind(id)
  const cancel = useWrite(cancelBroadcastTasks, { stale: STALE })
  const waiting = tasks.filter(isWaiting).length
  const columns = useStaffColumns(contents.length, (task) =>
    isWaiting(task) ? (
      <span className="lc-row" style={{ gap: 8 }}>
        <Button
          size="small"
          disabled={whyNot(remindBroadcast) !== undefined || isReminding}
          title={whyNot(remindBroadcast)}
          onClick={() => remind([task.userId])}
        >
          {t('remind.one')}
        </Button>
        <ConfirmButton
          size="small"
          label={t('cancel.label')}
          question={t('cancel.question', { count: task.recipients, shown: numbers.exact(task.recipients) })}
          consequence={t('cancel.consequence')}
          done={t('cancel.done')}
          whyNot={whyNot(cancelBroadcastTasks)}
          run={() => cancel.mutateAsync({ params: { id }, body: { userIds: [task.userId] } })}
        />
      </span>
    ) : null,
  )
  return (
    <div className="lc-stack">
      {waiting > 0 ? (
        <div className="lc-actions">
          <Button
            disabled={whyNot(remindBroadcast) !== undefined}
            title={whyNot(remindBroadcast)}
            loading={isReminding}
            onClick={() => remind(undefined)}
          >
            {t('remind.all', { count: waiting, shown: numbers.exact(waiting) })}
          </Button>
          <span className="lc-soft lc-small">{t('remind.limit')}</span>
        </div>
      ) : null}
      <RowsSection
        label={t('tab.staff')}
        query={{ items: tasks, isPending: false, error: null, refetch: () => undefined }}
        columns={columns}
        rowKey={({ corpId, userId, variant, endsAt }) => `${corpId} ${userId} ${variant} ${endsAt}`}
        empty={{ title: t('staff.none'), text: t('staff.noneText') }}
      />
    </div>
  )
}
