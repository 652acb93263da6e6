/** What is behind a quota: how many contacts have how many sends left, when units end, who or what uses most. */
import type { Quota } from '@liuchi/server/contract/channels/wecom/quotas'
import { useTranslation } from 'react-i18next'
import { useNumbers } from '../../../i18n/formats.ts'
import { Pairs } from '../../../pagekinds/detail/pairs.tsx'

export function QuotaSlots({ slots }: Pick<Quota, 'slots'>) {
  const { t } = useTranslation('quotas')
  const numbers = useNumbers()
  if (slots.length === 0) return null
  const last = slots.length - 1
  return (
    <Pairs
      items={slots.map(({ left, people }, place) => ({
        name: place === last && left > 1 ? t('leftOrMore', { left }) : t('left', { left }),
        value: t('people', { count: people, shown: numbers.exact(people) }),
      }))}
    />
  )
}

export function QuotaExpiries({ expiries }: Pick<Quota, 'expiries'>) {
  const { t } = useTranslation('quotas')
  const numbers = useNumbers()
  if (expiries.length === 0) return null
  return (
    <Pairs
      items={expiries.map(({ day, units }) => ({
        key: `${day} ${units}`,
        name: day,
        value: t('unitsEnd', { units: numbers.exact(units) }),
      }))}
    />
  )
}

export function QuotaSubjects({ quota }: { readonly quota: Quota }) {
  const { t } = useTranslation('quotas')
  const numbers = useNumbers()
  if (quota.subjects.length === 0) return null
  return (
    <Pairs
      items={quota.subjects.map(({ key, name, used, limit, state }) => ({
        key,
        name,
        value: (
          <span className="lc-number">
            {limit === null ? numbers.exact(used) : `${numbers.exact(used)} / ${numbers.exact(limit)}`}
            {state === 'fine' ? null : <span className="lc-soft"> · {t(`state.${state}`)}</span>}
          </span>
        ),
      }))}
    />
  )
}
