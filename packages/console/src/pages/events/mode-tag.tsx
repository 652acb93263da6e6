/** How strictly an event is held to its declaration. */
import type { PlanMode } from '@liuchi/server/contract/events/plan'
import { useTranslation } from 'react-i18next'
import { Mark } from '../../parts/mark.tsx'
import type { Tone } from '../../theme/states.ts'

const tones: Readonly<Record<PlanMode, Tone>> = { observe: 'blue', warn: 'amber', reject: 'red' }

export function ModeTag({ mode }: { readonly mode: PlanMode | null }) {
  const { t } = useTranslation('events')
  return <Mark tone={mode === null ? 'grey' : tones[mode]}>{t(mode === null ? 'mode.none' : `mode.${mode}`)}</Mark>
}
