/** Whom a task is about: their name, read once it comes into view, as a link to their page. */
import { readPerson } from '@liuchi/server/contract/identity'
import { Link } from 'react-router'
import { useRead } from '../../../api/hooks.ts'
import { useMay } from '../../../api/session.ts'
import { useSeen } from '../../../parts/in-view.ts'
import { usePersonName } from '../../../parts/person-name.ts'
import { usePaths } from '../../../paths.ts'

export function TaskPerson({ id }: { readonly id: string }) {
  const paths = usePaths()
  const may = useMay()(readPerson)
  const nameOf = usePersonName()
  const [place, isSeen] = useSeen<HTMLAnchorElement>()
  const { data } = useRead(readPerson, { params: { id } }, { enabled: may && isSeen })
  return (
    <Link ref={place} to={paths.person(id)}>
      {data ? nameOf(data) : `#${id}`}
    </Link>
  )
}
