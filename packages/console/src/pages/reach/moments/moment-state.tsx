/** Where a Moment stands: a word with its colour. */
import type { WecomMoment } from '@liuchi/server/contract/channels/wecom/moments'
import { useTranslation } from 'react-i18next'
import { StateTag } from '../../../parts/state-tag.tsx'
import type { ThingState } from '../../../theme/states.ts'

type Standing = Pick<WecomMoment, 'state' | 'outcome' | 'cancelAsked'>

const states = {
  draft: 'draft',
  approved: 'running',
  handing: 'running',
  waiting: 'live',
  cancelling: 'paused',
  watching: 'live',
  done: 'ended',
  cancelled: 'paused',
  failed: 'refused',
  unknown: 'refused',
} as const satisfies Readonly<Record<string, ThingState>>

function standingOf({ state, outcome, cancelAsked }: Standing): keyof typeof states {
  if (state === 'ended') return outcome ?? 'done'
  if (state === 'watching') return 'watching'
  if (cancelAsked) return 'cancelling'
  if (state === 'sending' || state === 'looking' || state === 'making') return 'handing'
  return state
}

export function useMomentStateWords(): (moment: Standing) => string {
  const { t } = useTranslation('moments')
  return (moment) => t(`state.${standingOf(moment)}`)
}

export function MomentState({ moment }: { readonly moment: Standing }) {
  const wordsOf = useMomentStateWords()
  return <StateTag state={states[standingOf(moment)]}>{wordsOf(moment)}</StateTag>
}

/** Something may still change by itself. */
export function isUnderWay({ state }: Pick<WecomMoment, 'state'>): boolean {
  return state !== 'draft' && state !== 'ended'
}
