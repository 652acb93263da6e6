/** Filters of the list of people: as chips, and as the question that the server is asked. */
import { listIdentifierKinds } from '@liuchi/server/contract/identity'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../api/hooks.ts'
import { shiftDay } from '../../i18n/times.ts'
import type { ListAddress } from '../../pagekinds/list/list-address.ts'
import type { ListFilter } from '../../pagekinds/list/list-column.ts'
import { useKindWords } from '../../parts/kind-words.ts'

const KEYS = { kind: 'kind', merged: 'merged', trait: 'trait', from: 'from', to: 'to' } as const
const TRAIT_ASKED = /^([^:=：]+)[:=：](.*)$/

export interface PeopleQuestion {
  readonly identifier?: string
  readonly q?: string
  readonly kind?: string
  readonly merged?: 'true' | 'false'
  readonly trait?: string
  readonly seenFrom?: string
  readonly seenTo?: string
}

/** `phone:138…` asks for that very identifier, anything else is searched; families are listed as `openid:<appid>`. */
function searchOf(text: string, kinds: readonly string[]): PeopleQuestion {
  if (text === '') return {}
  const isReference = kinds.some((kind) => text.startsWith(`${kind.replace(/<.*$/, '')}${kind.includes('<') ? '' : ':'}`))
  return isReference ? { identifier: text } : { q: text }
}

/** `城市=上海` and `城市:上海` ask the same; a name alone asks nothing. */
function traitOf(text: string): PeopleQuestion {
  const [, name = '', value = ''] = TRAIT_ASKED.exec(text) ?? []
  return name === '' ? {} : { trait: `${name.trim()}:${value.trim()}` }
}

/** What the address asks, as `query` of the list; a whole identifier is a question of its own. */
export function questionOf(address: Pick<ListAddress, 'q' | 'get'>, kinds: readonly string[]): PeopleQuestion {
  const read = (key: keyof typeof KEYS) => address.get(KEYS[key])
  const merged = read('merged')
  return {
    ...searchOf(address.q, kinds),
    ...(read('kind') ? { kind: read('kind') } : {}),
    ...(merged === 'true' || merged === 'false' ? { merged } : {}),
    ...traitOf(read('trait')),
    ...(read('from') ? { seenFrom: read('from') } : {}),
    ...(read('to') ? { seenTo: shiftDay(read('to'), 1) } : {}),
  }
}

/** Part of a phone number or address: those are kept sealed and found only as a whole. */
export function isPartOfPersonal(text: string): boolean {
  const digits = text.replace(/[\s-]/g, '')
  if (/^(\+?86)?1\d{2,9}$/.test(digits)) return true
  return text.includes('@') && !/^[^@\s]+@[^@\s]+\.[^@\s]{2,}$/.test(text)
}

export function usePeopleFilters(): {
  readonly filters: readonly ListFilter[]
  readonly kinds: readonly string[]
  readonly isPending: boolean
} {
  const { t } = useTranslation('people')
  const kindWords = useKindWords()
  const { data, isPending } = useRead(listIdentifierKinds, {})
  const kinds = data?.items.map(({ kind }) => kind) ?? []
  const whole = kinds.filter((kind) => !kind.includes('<'))
  return {
    kinds,
    isPending,
    filters: [
      { key: KEYS.kind, label: t('filter.kind'), kind: 'choice', options: whole.map((kind) => ({ value: kind, label: kindWords(kind) })) },
      {
        key: KEYS.merged,
        label: t('filter.merged'),
        kind: 'choice',
        options: [
          { value: 'true', label: t('filter.isMerged') },
          { value: 'false', label: t('filter.isNotMerged') },
        ],
      },
      { key: KEYS.trait, label: t('filter.trait'), kind: 'text', placeholder: t('filter.traitExample') },
      { key: KEYS.from, label: t('filter.seenFrom'), kind: 'day' },
      { key: KEYS.to, label: t('filter.seenTo'), kind: 'day' },
    ],
  }
}
