/** What stands on an audience or a tag: each leads to its page. */
import { Fragment } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { usePaths } from '../../../paths.ts'

export interface Use {
  readonly what: 'audience' | 'tag'
  readonly id: string
  readonly name: string
}

export function UsedBy({ uses }: { readonly uses: readonly Use[] }) {
  const { t } = useTranslation('audiences')
  const paths = usePaths()
  return (
    <span>
      {uses.map(({ what, id, name }, index) => (
        <Fragment key={`${what}:${id}`}>
          {index > 0 ? t('combine.and') : ''}
          {t(`usedBy.${what}`)} <Link to={what === 'audience' ? paths.audience(id) : paths.tag(id)}>{name}</Link>
        </Fragment>
      ))}
    </span>
  )
}
