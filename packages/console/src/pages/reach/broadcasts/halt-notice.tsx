/** Says that everything is stopped, with the button that lifts it; and the button that stops everything. */
import { haltReach, liftHalt, readHalt } from '@liuchi/server/contract/reach'
import { Alert } from 'antd'
import { useTranslation } from 'react-i18next'
import { useRead, useWrite } from '../../../api/hooks.ts'
import { useMay, useWhyNot } from '../../../api/session.ts'
import { useNumbers, useTimes } from '../../../i18n/formats.ts'
import { ConfirmButton } from '../../../parts/confirm-button.tsx'

const STALE = ['broadcasts.', 'reach.', 'persons.deliveries']
const REFRESH_MS = 15_000

export function HaltNotice() {
  const { t } = useTranslation('reach')
  const times = useTimes()
  const { data } = useRead(readHalt, {})
  const lift = useWrite(liftHalt, { stale: STALE })
  const whyNot = useWhyNot()(liftHalt)
  if (!data?.halt) return null
  const { at, by } = data.halt
  return (
    <Alert
      type="error"
      showIcon
      title={t('halt.on', { by, at: times.moment(at) })}
      description={t('halt.onText')}
      action={
        <ConfirmButton
          label={t('halt.lift')}
          question={t('halt.liftQuestion')}
          consequence={t('halt.liftText')}
          done={t('halt.lifted')}
          whyNot={whyNot}
          run={() => lift.mutateAsync({})}
        />
      }
    />
  )
}

/** With how many it stops; not there for whoever may not. */
export function HaltButton() {
  const { t } = useTranslation('reach')
  const numbers = useNumbers()
  const may = useMay()(haltReach)
  const { data } = useRead(readHalt, {}, { enabled: may, refreshWhile: () => REFRESH_MS })
  const halt = useWrite(haltReach, { stale: STALE })
  if (!may || !data || data.halt) return null
  const { broadcasts, tasks } = data.open
  return (
    <ConfirmButton
      label={broadcasts === 0 ? t('halt.label') : t('halt.labelCount', { shown: numbers.exact(broadcasts) })}
      question={t('halt.question', { count: broadcasts, shown: numbers.exact(broadcasts) })}
      consequence={t('halt.consequence', { count: tasks, shown: numbers.exact(tasks) })}
      done={t('halt.done')}
      run={() => halt.mutateAsync({})}
    />
  )
}
