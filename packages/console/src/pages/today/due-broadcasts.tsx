/** Broadcasts that wait for taps of staff, and those that wait for approval. */
import { approveBroadcast, remindBroadcast } from '@liuchi/server/contract/reach'
import type { listReachDue } from '@liuchi/server/contract/reach/day'
import type { ResponseOf } from '@liuchi/server/platform/contract'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useMay, useWhyNot } from '../../api/session.ts'
import { now } from '../../clock.ts'
import { useNumbers } from '../../i18n/formats.ts'
import { Moment } from '../../parts/moment.tsx'
import { usePaths } from '../../paths.ts'
import { useRemind } from '../reach/broadcasts/use-remind.ts'
import { DueLine } from './due-line.tsx'

type Due = ResponseOf<typeof listReachDue>
type Untapped = Due['untapped'][number]
type Draft = Due['drafts'][number]

/** An offer that ends within these is urgent. */
const URGENT_MS = 3 * 60 * 60_000

function isUrgent(endsAt: string | null): boolean {
  return endsAt !== null && Date.parse(endsAt) - now() < URGENT_MS
}

export function UntappedLine({ one }: { readonly one: Untapped }) {
  const { t } = useTranslation('today')
  const paths = usePaths()
  const numbers = useNumbers()
  const whyNot = useWhyNot()(remindBroadcast)
  const { remind, isReminding } = useRemind(one.id)
  const { id, name, staff, staffAll, people, endsAt } = one
  return (
    <DueLine
      urgency={isUrgent(endsAt) ? 'urgent' : 'soon'}
      title={
        <>
          <Link to={paths.broadcast(id, 'staff')}>{t('due.named', { name })}</Link>{' '}
          {t('due.untapped', { count: staff, staff: numbers.exact(staff), all: numbers.exact(staffAll) })}
        </>
      }
      note={
        <>
          {t('due.waiting', { count: people, shown: numbers.exact(people) })}
          {endsAt === null ? null : (
            <>
              {' · '}
              {t('due.ends')} <Moment at={endsAt} ago />
            </>
          )}
        </>
      }
      actions={
        <>
          <Link to={paths.broadcast(id, 'staff')}>
            <Button tabIndex={-1}>{t('due.who')}</Button>
          </Link>
          <Button type="primary" disabled={whyNot !== undefined} title={whyNot} loading={isReminding} onClick={() => remind(undefined)}>
            {t('due.remind', { count: staff, shown: numbers.exact(staff) })}
          </Button>
        </>
      }
    />
  )
}

export function DraftLine({ one }: { readonly one: Draft }) {
  const { t } = useTranslation('today')
  const paths = usePaths()
  const numbers = useNumbers()
  const mayApprove = useMay()(approveBroadcast)
  const { id, name, people, createdBy, createdAt, endsAt } = one
  return (
    <DueLine
      urgency={isUrgent(endsAt) ? 'soon' : 'open'}
      title={
        <>
          <Link to={paths.broadcast(id)}>{t('due.named', { name })}</Link> {t('due.draft')}
        </>
      }
      note={
        <>
          {t('due.wouldGet', { count: people, shown: numbers.exact(people) })} · {createdBy} · <Moment at={createdAt} ago />
        </>
      }
      actions={
        <Link to={paths.broadcast(id)}>
          <Button tabIndex={-1}>{t(mayApprove ? 'due.approve' : 'due.look')}</Button>
        </Link>
      }
    />
  )
}
