/** How far an erasure is, and what its steps add up to. */
import type { Erasure } from '@liuchi/server/contract/compliance/rights'
import { useTranslation } from 'react-i18next'
import { StateTag } from '../../parts/state-tag.tsx'
import type { ThingState } from '../../theme/states.ts'

/** How often a page asks while an erasure runs. */
export const RUNNING_REFRESH_MS = 1_000

const states: Readonly<Record<Erasure['state'], ThingState>> = { queued: 'draft', running: 'running', done: 'live', failed: 'refused' }

export function isErasing({ state }: Pick<Erasure, 'state'>): boolean {
  return state === 'queued' || state === 'running'
}

export function ErasureState({ state }: Pick<Erasure, 'state'>) {
  const { t } = useTranslation('privacy')
  return <StateTag state={states[state]}>{t(`erasures.state.${state}`)}</StateTag>
}

export function sumOf({ steps }: Pick<Erasure, 'steps'>, what: 'rows' | 'kept'): number {
  return steps.reduce((sum, step) => sum + step[what], 0)
}
