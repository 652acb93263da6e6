/** A time in the workspace's zone; `ago` adds how long it is since, on hover the zone. */
import { now } from '../clock.ts'
import { useTimes } from '../i18n/formats.ts'
import type { Instant } from '../i18n/times.ts'

export interface MomentProps {
  readonly at: Instant
  /** Show "5 minutes ago" and the exact time on hover. */
  readonly ago?: boolean
}

export function Moment({ at, ago = false }: MomentProps) {
  const times = useTimes()
  const exact = times.moment(at)
  if (at === null || at === undefined) return <span className="lc-soft">{exact}</span>
  return (
    <time
      className="lc-number"
      dateTime={typeof at === 'string' ? at : new Date(at).toISOString()}
      title={ago ? `${exact} ${times.timeZone}` : times.timeZone}
    >
      {ago ? times.ago(at, now()) : exact}
    </time>
  )
}
