/** A person by id, as a link to the person's page. */
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { usePaths } from '../paths.ts'

export interface PersonLinkProps {
  /** Null for an event without a person. */
  readonly id: string | null | undefined
}

export function PersonLink({ id }: PersonLinkProps) {
  const { t } = useTranslation('people')
  const paths = usePaths()
  if (!id) return <span className="lc-soft">{t('nobody')}</span>
  return (
    <Link to={paths.person(id)} className="lc-number">
      #{id}
    </Link>
  )
}
