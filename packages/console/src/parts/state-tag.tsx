/** A state as a word with its colour; the same colour for the same state on every page. */
import { stateTones, type ThingState } from '../theme/states.ts'
import { Mark } from './mark.tsx'

export interface StateTagProps {
  readonly state: ThingState
  readonly children: string
}

export function StateTag({ state, children }: StateTagProps) {
  return <Mark tone={stateTones[state]}>{children}</Mark>
}
