/** Suggestions one below the other, one of them open; by hand or with the keys from one to the next. */
import { type DuplicateSuggestion, decideDuplicate } from '@liuchi/server/contract/identity/duplicates'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWhyNot } from '../../api/session.ts'
import { ListFoot } from '../../pagekinds/list/list-foot.tsx'
import type { ListQuery } from '../../pagekinds/list/list-page.tsx'
import { useIsPhone } from '../../parts/screen-width.ts'
import { type Decision, DuplicatesCard } from './duplicates-card.tsx'
import { useDeciderKeys } from './duplicates-keys.ts'

export interface DuplicatesListProps {
  /** At least one row. */
  readonly query: ListQuery<DuplicateSuggestion>
  readonly onDecide: (id: string, decision: Decision) => Promise<void>
  readonly isBusy: boolean
}

export function DuplicatesList({ query, onDecide, isBusy }: DuplicatesListProps) {
  const { t } = useTranslation('duplicates')
  const isPhone = useIsPhone()
  const whyNot = useWhyNot()(decideDuplicate)
  const [place, moveTo] = useState(0)
  const { items } = query
  // One that was decided is gone from the list: the next then stands in its place.
  const at = Math.max(0, Math.min(place, items.length - 1))
  const current = items[at]
  const isOpen = current?.state === 'open'
  const answer = (decision: Decision) => {
    if (current && isOpen && whyNot === undefined) void onDecide(current.id, decision)
  }
  useDeciderKeys({
    next: () => moveTo(Math.min(at + 1, items.length - 1)),
    previous: () => moveTo(Math.max(at - 1, 0)),
    yes: () => answer('same'),
    no: () => answer('different'),
  })
  return (
    <>
      <ul>
        {items.map((one, index) => (
          <DuplicatesCard
            key={one.id}
            one={one}
            isOpen={index === at}
            onOpen={() => moveTo(index)}
            onDecide={(decision) => void onDecide(one.id, decision)}
            isBusy={isBusy}
            whyNot={whyNot}
          />
        ))}
      </ul>
      <ListFoot query={query} extras={isPhone || !isOpen ? null : <span className="lc-small">{t('keys')}</span>} />
    </>
  )
}
