/** The kind and the state of an audience as words with their colour. */
import type { Audience } from '@liuchi/server/contract/audience'
import { useTranslation } from 'react-i18next'
import { Mark } from '../../../parts/mark.tsx'
import { StateTag } from '../../../parts/state-tag.tsx'
import type { Tone } from '../../../theme/states.ts'

const kindTones: Readonly<Record<Audience['kind'], Tone>> = { live: 'green', static: 'blueGrey' }

export function AudienceState({ audience }: { readonly audience: Pick<Audience, 'kind' | 'state' | 'archivedAt'> }) {
  const { t } = useTranslation('audiences')
  const { kind, state, archivedAt } = audience
  return (
    <span className="lc-row" style={{ gap: 6 }}>
      <Mark tone={kindTones[kind]}>{t(`kind.${kind}`)}</Mark>
      {state === 'computing' ? <StateTag state="running">{t('state.computing')}</StateTag> : null}
      {state === 'failed' ? <StateTag state="refused">{t('state.failed')}</StateTag> : null}
      {archivedAt === null ? null : <StateTag state="ended">{t('state.archived')}</StateTag>}
    </span>
  )
}
