/** What can be done with the people of a tier: look at them, or start an audience of them. */
import { Space } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { usePaths } from '../../../paths.ts'

export interface TierActionsProps {
  readonly name: string
  readonly people: number
  readonly onSee: () => void
  /** Undefined: no rule would find just these people. */
  readonly rule: object | undefined
  /** Where there is little room across. */
  readonly stacked?: boolean
}

export function TierActions({ name, people, onSee, rule, stacked = false }: TierActionsProps) {
  const { t } = useTranslation('tiers')
  const paths = usePaths()
  if (people === 0) return null
  return (
    <Space size={stacked ? 0 : 12} orientation={stacked ? 'vertical' : 'horizontal'}>
      <button type="button" className="lc-link-button" aria-label={`${t('see')} · ${name}`} onClick={onSee}>
        {t('see')}
      </button>
      {rule ? (
        <Link to={paths.newAudience(rule)} aria-label={`${t('build')} · ${name}`}>
          {t('build')}
        </Link>
      ) : null}
    </Space>
  )
}
