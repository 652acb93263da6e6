/** How it stands with a WeCom group, and how somebody came and went, in words. */
import type { WecomGroup, WecomGroupMember } from '@liuchi/server/contract/channels/wecom/groups'
import { useTranslation } from 'react-i18next'
import type { ThingState } from '../theme/states.ts'
import { StateTag } from './state-tag.tsx'

const states: Readonly<Record<WecomGroup['state'], ThingState>> = {
  normal: 'live',
  owner_left: 'paused',
  transferring: 'running',
  transferred: 'live',
  unseen: 'refused',
  dismissed: 'ended',
}

const SCENES = [1, 2, 3] as const

export function GroupTag({ state }: { readonly state: WecomGroup['state'] }) {
  const { t } = useTranslation('groups')
  return <StateTag state={states[state]}>{t(`state.${state}`)}</StateTag>
}

/** The platform's code of how somebody came into a group, in words. */
export function useSceneWords(): (code: number) => string {
  const { t } = useTranslation('groups')
  return (code) => t(`scene.${SCENES.find((scene) => scene === code) ?? 0}`)
}

export function useHowWords(): (how: WecomGroupMember['leftHow']) => string {
  const { t } = useTranslation('groups')
  return (how) => t(`how.${how === '' ? 'unknown' : how}`)
}
