/** Without a connected corp nobody can be welcomed. */
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { EmptyState } from '../../../parts/empty-state.tsx'
import { usePaths } from '../../../paths.ts'

export function NoCorp() {
  const { t } = useTranslation('welcome')
  const paths = usePaths()
  return <EmptyState title={t('noCorp')} text={t('noCorpText')} action={<Link to={paths.channels()}>{t('toChannels')}</Link>} />
}
