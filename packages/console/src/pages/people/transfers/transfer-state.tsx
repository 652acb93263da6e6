/** Where a transfer stands, and what came of somebody in it: a word with its colour. */
import type { Transfer } from '@liuchi/server/contract/channels/wecom/transfer'
import { useTranslation } from 'react-i18next'
import { Mark } from '../../../parts/mark.tsx'
import { StateTag } from '../../../parts/state-tag.tsx'
import type { ThingState, Tone } from '../../../theme/states.ts'

export type Result = keyof Transfer['customers']

const states: Readonly<Record<Transfer['state'], ThingState>> = {
  planned: 'draft',
  running: 'running',
  ended: 'ended',
  discarded: 'paused',
}

const tones: Readonly<Record<Result, Tone>> = {
  done: 'green',
  waiting: 'amber',
  planned: 'blue',
  customer_refused: 'blueGrey',
  receiver_full: 'blueGrey',
  excluded: 'blueGrey',
  cancelled: 'grey',
  refused: 'red',
  no_record: 'red',
  unknown: 'red',
}

/** In the order in which they are shown. */
export const RESULTS = Object.keys(tones) as readonly Result[]

export function TransferState({ state }: { readonly state: Transfer['state'] }) {
  const { t } = useTranslation('transfers')
  return <StateTag state={states[state]}>{t(`state.${state}`)}</StateTag>
}

export function ResultMark({ result }: { readonly result: Result }) {
  const { t } = useTranslation('transfers')
  return <Mark tone={tones[result]}>{t(`result.${result}`)}</Mark>
}

export function sumOf(counts: Transfer['customers']): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0)
}

const KNOWN_REASONS = ['waiting', 'too_often', 'not_contact', 'not_listed', 'receiver_full'] as const
const KNOWN_CODES = [
  '40096',
  '40097',
  '40128',
  '40130',
  '40131',
  '40143',
  '49008',
  '60111',
  '84074',
  '90500',
  '90501',
  '90502',
  '90503',
  '90509',
] as const

/** Why somebody was left out or refused, in words. */
export function useWhyWords(): (row: { readonly reason: string | null; readonly errcode: number }) => string {
  const { t } = useTranslation('transfers')
  return ({ reason, errcode }) => {
    const known = KNOWN_REASONS.find((one) => one === reason)
    if (known) return t(`reason.${known}`)
    const code = KNOWN_CODES.find((one) => one === String(errcode))
    if (code) return t(`refused.${code}`)
    if (errcode !== 0) return t('result.code', { code: errcode })
    return reason ?? ''
  }
}

/** Names of who takes over, the first of many. */
export function useMembersWords(): (members: readonly { readonly name: string }[]) => string {
  const { t } = useTranslation('transfers')
  return (members) =>
    members.length > 2
      ? t('andMore', { first: members[0]?.name ?? '', count: members.length, shown: members.length })
      : members.map(({ name }) => name).join(t('comma'))
}
