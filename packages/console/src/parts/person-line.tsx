/** One person in a list of ids: who it is, read once the line comes into view. */
import { readPerson } from '@liuchi/server/contract/identity'
import { Link } from 'react-router'
import { useRead } from '../api/hooks.ts'
import { useMay } from '../api/session.ts'
import { usePaths } from '../paths.ts'
import { useSeen } from './in-view.ts'
import { useKindWords } from './kind-words.ts'
import { usePersonName } from './person-name.ts'

const IDENTIFIERS_SHOWN = 2

export function PersonLine({ id }: { readonly id: string }) {
  const paths = usePaths()
  const may = useMay()(readPerson)
  const nameOf = usePersonName()
  const kindWords = useKindWords()
  const [place, isSeen] = useSeen<HTMLLIElement>()
  const { data } = useRead(readPerson, { params: { id } }, { enabled: may && isSeen })
  const identifiers = data?.identifiers.slice(0, IDENTIFIERS_SHOWN).map(({ kind, value }) => `${kindWords(kind)} ${value}`)
  return (
    <li ref={place}>
      <Link to={paths.person(id)}>
        <strong>{data ? nameOf(data) : `#${id}`}</strong>
        <span className="lc-soft lc-small">{identifiers?.join(' · ') ?? ' '}</span>
      </Link>
    </li>
  )
}
