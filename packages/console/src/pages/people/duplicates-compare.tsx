/** Two people side by side: each compared field with both values, how alike they are and why that speaks for or against one person. */
import type { DuplicatePerson, DuplicateSuggestion } from '@liuchi/server/contract/identity/duplicates'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useNumbers } from '../../i18n/formats.ts'
import { usePaths } from '../../paths.ts'
import { LevelMark, useDuplicateName } from './duplicates-words.tsx'

function PersonHead({ person }: { readonly person: DuplicatePerson }) {
  const { t } = useTranslation('duplicates')
  const paths = usePaths()
  const numbers = useNumbers()
  const nameOf = useDuplicateName()
  return (
    <th scope="col">
      <Link to={paths.person(person.id)}>{nameOf(person)}</Link>
      <span className="lc-soft lc-small lc-compare-note">
        #{person.id} · {t('identifiers', { count: person.identifiers, shown: numbers.exact(person.identifiers) })}
      </span>
    </th>
  )
}

export function DuplicatesCompare({ one }: { readonly one: DuplicateSuggestion }) {
  const { t } = useTranslation('duplicates')
  const [left, right] = one.persons
  return (
    <table className="lc-compare" aria-label={t('compared')}>
      <thead>
        <tr>
          <th scope="col" className="lc-soft">
            {t('field')}
          </th>
          <PersonHead person={left} />
          <PersonHead person={right} />
        </tr>
      </thead>
      <tbody>
        {one.reasons.map(({ field, level, words, values }) => (
          <tr key={`${field} ${values.join(' ')}`}>
            <th scope="row">
              <span className="lc-row" style={{ gap: '2px 8px' }}>
                {t(`fields.${field}`)} <LevelMark level={level} />
              </span>
              <span className="lc-soft lc-small lc-compare-note">{words}</span>
            </th>
            <td>{values[0] ?? <span className="lc-soft">–</span>}</td>
            <td>{values[1] ?? <span className="lc-soft">–</span>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
