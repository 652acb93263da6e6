/** How a member of staff and a WeCom contact stand to each other, and how they came by each other, in words. */
import type { WecomContact } from '@liuchi/server/contract/channels/wecom/contacts'
import { useTranslation } from 'react-i18next'
import type { ThingState } from '../theme/states.ts'
import { StateTag } from './state-tag.tsx'

type RelationState = WecomContact['state']

const states: Readonly<Record<RelationState, ThingState>> = {
  active: 'live',
  half_added: 'paused',
  deleted_by_customer: 'refused',
  deleted_by_staff: 'ended',
  transferred: 'ended',
}

/** Values of `add_way` that have words here; the platform adds others (WW:92265). */
const NAMED_WAYS = [0, 1, 2, 3, 4, 5, 6, 8, 9, 10, 16, 201, 202] as const

export function RelationTag({ state }: { readonly state: RelationState }) {
  const { t } = useTranslation('channels')
  return <StateTag state={states[state]}>{t(`relation.${state}`)}</StateTag>
}

/** The platform's code of the way somebody was added, in words. */
export function useWayWords(): (code: number) => string {
  const { t } = useTranslation('channels')
  return (code) => {
    const named = NAMED_WAYS.find((way) => way === code)
    return named === undefined ? t('otherWay', { code }) : t(`way.${named}`)
  }
}
