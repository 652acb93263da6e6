/** Beside a person's name: the number, and what must be known about them at a glance. */
import { personConsents } from '@liuchi/server/contract/compliance/consents'
import type { Person } from '@liuchi/server/contract/identity'
import { listConflicts, listMerges } from '@liuchi/server/contract/identity/links'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { usePages, useRead } from '../../api/hooks.ts'
import { useMay } from '../../api/session.ts'
import { useNumbers } from '../../i18n/formats.ts'
import { CopyText } from '../../parts/copy-text.tsx'
import { Mark } from '../../parts/mark.tsx'
import { usePaths } from '../../paths.ts'

/** How many people a merge made one here; only while all merges fit on one page is it exact. */
function useMergedPeople(person: Person): { readonly count: number; readonly isExact: boolean } {
  const query = usePages(listMerges, { params: { id: person.id } }, { enabled: person.atoms > 1 })
  const merges = person.atoms > 1 ? query.items.filter(({ kind }) => kind === 'merged') : []
  return { count: merges.length === 0 ? 1 : merges.length + 1, isExact: !query.hasNextPage }
}

export function PersonState({ person }: { readonly person: Person }) {
  const { t } = useTranslation('people')
  const paths = usePaths()
  const numbers = useNumbers()
  const may = useMay()
  const merged = useMergedPeople(person)
  const conflicts = useRead(listConflicts, { query: { personId: person.id, state: 'open' } })
  const consents = useRead(personConsents, { params: { id: person.id }, query: { limit: 1 } }, { enabled: may(personConsents) })
  const open = conflicts.data?.items.length ?? 0
  return (
    <span className="lc-row" style={{ gap: 8 }}>
      <span className="lc-soft">
        <CopyText text={person.id} shown={`#${person.id}`} />
      </span>
      {merged.count > 1 ? (
        <Link to={paths.person(person.id, 'merges')}>
          <Mark tone="blue">
            {t('state.merged', { count: merged.count, shown: `${numbers.exact(merged.count)}${merged.isExact ? '' : '+'}` })}
          </Mark>
        </Link>
      ) : null}
      {open > 0 ? (
        <Link to={paths.conflicts(person.id)}>
          <Mark tone="amber">{t('state.conflicts', { count: open, shown: numbers.exact(open) })}</Mark>
        </Link>
      ) : null}
      {consents.data?.guardianNeeded ? <Mark tone="violet">{t('state.minor')}</Mark> : null}
    </span>
  )
}
