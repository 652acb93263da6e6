/** Where a broadcast stands, and how it ended for somebody: a word with its colour. */
import type { Broadcast, Counts } from '@liuchi/server/contract/reach'
import { useTranslation } from 'react-i18next'
import { Mark } from '../../../parts/mark.tsx'
import { StateTag } from '../../../parts/state-tag.tsx'
import type { ThingState, Tone } from '../../../theme/states.ts'

type Status = Broadcast['status']
export type Outcome = Exclude<keyof Counts, 'planned'>

const states: Readonly<Record<Status, ThingState>> = {
  planning: 'running',
  draft: 'draft',
  approved: 'running',
  sending: 'live',
  ended: 'ended',
  stopped: 'paused',
}

const outcomeTones: Readonly<Record<Outcome, Tone>> = {
  sent: 'green',
  unconfirmed: 'amber',
  pending: 'blue',
  expired: 'grey',
  cancelled: 'grey',
  failed: 'red',
  unknown: 'red',
  notFriend: 'blueGrey',
  noConsent: 'blueGrey',
  fatigued: 'blueGrey',
  noSlot: 'blueGrey',
  quietHours: 'blueGrey',
  holdout: 'violet',
}

/** In the order in which they are shown: reached, may still be reached, not reached, held. */
export const OUTCOMES = Object.keys(outcomeTones) as readonly Outcome[]

export function BroadcastState({ status }: { readonly status: Status }) {
  const { t } = useTranslation('reach')
  return <StateTag state={states[status]}>{t(`status.${status}`)}</StateTag>
}

export function OutcomeMark({ outcome }: { readonly outcome: Outcome }) {
  const { t } = useTranslation('reach')
  return <Mark tone={outcomeTones[outcome]}>{t(`outcome.${outcome}`)}</Mark>
}

/** Something may still change by itself. */
export function isUnderWay(status: Status): boolean {
  return status === 'planning' || status === 'approved' || status === 'sending'
}
