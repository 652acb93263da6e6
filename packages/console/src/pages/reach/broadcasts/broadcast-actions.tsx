/** What can be done with a broadcast: approved, tried on one person, stopped. */
import { approveBroadcast, stopBroadcast, testBroadcast } from '@liuchi/server/contract/reach'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../../api/hooks.ts'
import { useWhyNot } from '../../../api/session.ts'
import { useNumbers } from '../../../i18n/formats.ts'
import { ConfirmButton } from '../../../parts/confirm-button.tsx'
import type { BroadcastRead } from './broadcast-page.tsx'
import { isUnderWay } from './broadcast-state.tsx'
import { CopyButton } from './copy-button.tsx'
import { TestBroadcast } from './test-broadcast.tsx'
import { useHalt } from './use-halt.ts'

const STALE = ['broadcasts.', 'persons.deliveries']

export function BroadcastActions({ broadcast }: { readonly broadcast: BroadcastRead }) {
  const { t } = useTranslation('reach')
  const whyNot = useWhyNot()
  const stop = useWrite(stopBroadcast, { stale: STALE })
  const [isTesting, test] = useState(false)
  const halted = useHalt()
  const whyNotTest = whyNot(testBroadcast) ?? halted
  const { id, status } = broadcast
  const isDraft = status === 'planning' || status === 'draft'
  return (
    <>
      <CopyButton id={id} />
      {isDraft ? (
        <>
          <Button disabled={whyNotTest !== undefined} title={whyNotTest} onClick={() => test(true)}>
            {t('test.label')}
          </Button>
          <Approve broadcast={broadcast} />
        </>
      ) : null}
      {isDraft || isUnderWay(status) ? (
        <ConfirmButton
          label={t('stop.label')}
          question={t('stop.question')}
          consequence={t('stop.consequence')}
          done={t('stop.done')}
          whyNot={whyNot(stopBroadcast)}
          run={() => stop.mutateAsync({ params: { id } })}
        />
      ) : null}
      <TestBroadcast broadcast={broadcast} open={isTesting} onClose={() => test(false)} />
    </>
  )
}

function Approve({ broadcast }: { readonly broadcast: BroadcastRead }) {
  const { t } = useTranslation('reach')
  const numbers = useNumbers()
  const whyNot = useWhyNot()(approveBroadcast)
  const approve = useWrite(approveBroadcast, { stale: STALE })
  const halted = useHalt()
  const { id, status, counts, staff } = broadcast
  const reached = {
    count: counts.pending,
    shown: numbers.exact(counts.pending),
    staff: t('staffCount', { count: staff, shown: numbers.exact(staff) }),
  }
  const notYet = status === 'planning' ? t('notice.planning') : counts.pending === 0 ? t('review.nobody') : undefined
  return (
    <ConfirmButton
      type="primary"
      label={t('review.send', reached)}
      question={t('approve.question', reached)}
      consequence={t('approve.consequence')}
      done={t('approve.done')}
      whyNot={whyNot ?? halted ?? notYet}
      run={() => approve.mutateAsync({ params: { id } })}
    />
  )
}
