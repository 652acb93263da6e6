/** What an undone merge left behind: two people with a link each, and the rule that keeps them apart, which can be lifted here. */
import { liftApart } from '@liuchi/server/contract/identity/links'
import { Alert, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useWrite } from '../../../api/hooks.ts'
import { useWhyNot } from '../../../api/session.ts'
import { ErrorNotice } from '../../../parts/error-notice.tsx'
import { usePaths } from '../../../paths.ts'
import { IDENTITY_STALE } from './stale.ts'

export interface Separation {
  readonly staying: string
  readonly separated: string
  readonly apartId: string
}

export interface SeparationNoticeProps {
  readonly separation: Separation
  readonly onClose: () => void
}

export function SeparationNotice({ separation, onClose }: SeparationNoticeProps) {
  const { t } = useTranslation('people')
  const paths = usePaths()
  const whyNot = useWhyNot()(liftApart)
  const lift = useWrite(liftApart, { stale: IDENTITY_STALE })
  const { staying, separated, apartId } = separation
  const button = (
    <Button
      size="small"
      loading={lift.isPending}
      disabled={whyNot !== undefined}
      title={whyNot}
      onClick={() => lift.mutate({ params: { id: apartId } })}
    >
      {t('apart.lift')}
    </Button>
  )
  return (
    <>
      <Alert
        type="success"
        showIcon
        closable={{ onClose }}
        title={
          <>
            {t('separated.title')} <Link to={paths.person(staying)}>{t('number', { id: staying })}</Link> {t('separated.and')}{' '}
            <Link to={paths.person(separated)}>{t('number', { id: separated })}</Link>
          </>
        }
        description={t(lift.isSuccess ? 'separated.lifted' : 'separated.text')}
        action={lift.isSuccess ? undefined : button}
      />
      <ErrorNotice error={lift.error} />
    </>
  )
}
