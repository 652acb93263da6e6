/** How far an import is: state as a word, progress with what is left. */
import type { importShape } from '@liuchi/server/contract/events/imports'
import { Progress } from 'antd'
import { useTranslation } from 'react-i18next'
import type { z } from 'zod'
import { now } from '../../clock.ts'
import { useNumbers, useTimes } from '../../i18n/formats.ts'
import { StateTag } from '../../parts/state-tag.tsx'
import type { ThingState } from '../../theme/states.ts'

export type Import = z.output<typeof importShape>

/** How often a page asks while an import runs. */
export const RUNNING_REFRESH_MS = 1_000
/** Before this part is done, the time left is a guess not worth showing. */
const GUESS_FROM_SHARE = 0.02

const states: Readonly<Record<Import['status'], ThingState>> = { queued: 'draft', running: 'running', done: 'live', failed: 'refused' }

export function isUnderWay({ status }: Import): boolean {
  return status === 'queued' || status === 'running'
}

export function ImportState({ status }: Pick<Import, 'status'>) {
  const { t } = useTranslation('imports')
  return <StateTag state={states[status]}>{t(`status.${status}`)}</StateTag>
}

function shareDone({ progress }: Import): number {
  return progress.total === 0 ? 0 : Math.min(1, progress.done / progress.total)
}

/** Milliseconds that are left at the pace so far; undefined while it is too early to say. */
function leftMs(one: Import): number | undefined {
  const share = shareDone(one)
  if (share < GUESS_FROM_SHARE || share >= 1) return undefined
  const elapsed = now() - Date.parse(one.createdAt)
  return (elapsed / share) * (1 - share)
}

export function ImportProgress({ one }: { readonly one: Import }) {
  const { t } = useTranslation('imports')
  const numbers = useNumbers()
  const times = useTimes()
  const left = leftMs(one)
  return (
    <div>
      <Progress
        percent={Math.round(shareDone(one) * 100)}
        status={one.status === 'failed' ? 'exception' : 'active'}
        aria-label={t('progress')}
      />
      <span className="lc-soft lc-small">
        {t('progressText', { done: numbers.bytes(one.progress.done), total: numbers.bytes(one.progress.total) })}
        {left === undefined ? '' : ` · ${t('left', { time: times.duration(Math.ceil(left / 1000) * 1000) })}`}
      </span>
    </div>
  )
}
