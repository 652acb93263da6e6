/** Above a person: that the address was of somebody who is now part of this one, and what an undone merge left behind. */
import { Alert } from 'antd'
import { useTranslation } from 'react-i18next'
import { type Separation, SeparationNotice } from './identity/separation-notice.tsx'

export interface PersonNoticesProps {
  /** The id the address had, when it was merged away. */
  readonly mergedFrom: string | undefined
  readonly personId: string
  readonly separation: Separation | undefined
  readonly onClose: () => void
}

export function PersonNotices({ mergedFrom, personId, separation, onClose }: PersonNoticesProps) {
  const { t } = useTranslation('people')
  return (
    <>
      {mergedFrom === undefined ? null : (
        <Alert
          type="info"
          showIcon
          closable
          title={t('mergedInto', { from: mergedFrom, id: personId })}
          description={t('mergedIntoText')}
        />
      )}
      {separation ? <SeparationNotice separation={separation} onClose={onClose} /> : null}
    </>
  )
}
