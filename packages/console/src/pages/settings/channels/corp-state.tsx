/** Whether callbacks of a corp arrive, as far as the register of corps tells; the check tells the rest. */
import type { WecomCorp } from '@liuchi/server/contract/channels/wecom/connection'
import { useTranslation } from 'react-i18next'
import { now } from '../../../clock.ts'
import { StateTag } from '../../../parts/state-tag.tsx'

/** Changes come every day; a day without any is worth a look. */
const QUIET_AFTER_MS = 86_400_000

type CorpStanding = 'unverified' | 'silent' | 'quiet' | 'live'

export function standingOf({ verifiedAt, lastCallbackAt }: WecomCorp): CorpStanding {
  if (verifiedAt === null) return 'unverified'
  if (lastCallbackAt === null) return 'silent'
  return now() - Date.parse(lastCallbackAt) > QUIET_AFTER_MS ? 'quiet' : 'live'
}

export function CorpState({ corp }: { readonly corp: WecomCorp }) {
  const { t } = useTranslation('channels')
  const standing = standingOf(corp)
  return <StateTag state={standing === 'live' ? 'live' : 'paused'}>{t(`state.${standing}`)}</StateTag>
}
