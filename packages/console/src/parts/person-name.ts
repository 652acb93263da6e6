/** What to call a person on a page: their name, else their strongest identifier, else their number. */
import type { Person } from '@liuchi/server/contract/identity'
import { useTranslation } from 'react-i18next'

const NAME_TRAITS = ['name', 'nickname', 'nickName', '姓名', '昵称']

export function usePersonName(): (person: Pick<Person, 'id' | 'traits' | 'identifiers'>) => string {
  const { t } = useTranslation('people')
  return ({ id, traits, identifiers }) => {
    const named = NAME_TRAITS.map((trait) => traits[trait]).find((value) => typeof value === 'string' && value !== '')
    if (typeof named === 'string') return named
    return identifiers[0]?.value ?? t('number', { id })
  }
}
