/** Has the platform remind members of staff, and says how many were, or when it lets them be reminded again. */
import { remindBroadcast } from '@liuchi/server/contract/reach'
import { App } from 'antd'
import { useTranslation } from 'react-i18next'
import type { CallError } from '../../../api/call-error.ts'
import { useWrite } from '../../../api/hooks.ts'
import { useNumbers, useTimes } from '../../../i18n/formats.ts'
import { useErrorWords } from '../../../parts/error-notice.tsx'

const REMINDED_ENOUGH = 'channels.reminded_enough'

/** The server names the task by a key that nobody on the page has seen. */
function useRefusalWords(): (error: CallError) => string {
  const { t } = useTranslation('reach')
  const times = useTimes()
  const errorWords = useErrorWords()
  return (error) => {
    const { at } = error.details
    return error.code === REMINDED_ENOUGH && typeof at === 'string' ? t('remind.enough', { at: times.moment(at) }) : errorWords(error)
  }
}

export function useRemind(id: string) {
  const { t } = useTranslation('reach')
  const numbers = useNumbers()
  const refusalWords = useRefusalWords()
  const { message } = App.useApp()
  const write = useWrite(remindBroadcast, { stale: ['broadcasts.'] })
  /** Undefined: everybody who has not tapped. */
  const remind = (userIds: string[] | undefined) =>
    write.mutate(
      { params: { id }, body: userIds === undefined ? {} : { userIds } },
      {
        onSuccess: ({ reminded, refused }) => {
          const done = t('remind.done', { count: reminded, shown: numbers.exact(reminded) })
          if (refused === 0) message.success(done)
          else message.warning(`${done} ${t('remind.refused', { count: refused, shown: numbers.exact(refused) })}`)
        },
        onError: (error) => void message.error(refusalWords(error)),
      },
    )
  return { remind, isReminding: write.isPending }
}
