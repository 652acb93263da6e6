/** Why two people were not made one, and where that is decided: in the form that asked for it. */
import { Alert } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { CallError } from '../../../api/call-error.ts'
import { useKindWords } from '../../../parts/kind-words.ts'
import { usePaths } from '../../../paths.ts'

const CONFLICT_CODE = 'identity.conflict'

/** Errors that are not told here. */
export function otherError(error: CallError | null): CallError | null {
  return error?.code === CONFLICT_CODE ? null : error
}

export interface RefusedLinkProps {
  readonly error: CallError | null
  readonly personId: string
}

export function RefusedLink({ error, personId }: RefusedLinkProps) {
  const { t } = useTranslation('people')
  const paths = usePaths()
  const kindWords = useKindWords()
  if (error?.code !== CONFLICT_CODE) return null
  const isApart = error.details.reason === 'apart'
  const kind = typeof error.details.kind === 'string' ? kindWords(error.details.kind) : ''
  return (
    <Alert
      type="warning"
      showIcon
      role="alert"
      title={isApart ? t('refused.apart') : t('refused.conflict', { kind })}
      description={
        isApart ? (
          <Link to={paths.person(personId, 'merges')}>{t('refused.toMerges')}</Link>
        ) : (
          <Link to={paths.conflicts(personId)}>{t('refused.toConflicts')}</Link>
        )
      }
    />
  )
}
