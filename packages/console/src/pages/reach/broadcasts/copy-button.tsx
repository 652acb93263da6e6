/** Begins a new broadcast with what an earlier one said. */
import { createBroadcast } from '@liuchi/server/contract/reach'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useWhyNot } from '../../../api/session.ts'
import { usePaths } from '../../../paths.ts'

export function CopyButton({ id, small = false }: { readonly id: string; readonly small?: boolean }) {
  const { t } = useTranslation('reach')
  const paths = usePaths()
  const navigate = useNavigate()
  const whyNot = useWhyNot()(createBroadcast)
  return (
    <Button
      size={small ? 'small' : 'middle'}
      disabled={whyNot !== undefined}
      title={whyNot}
      onClick={(event) => {
        event.stopPropagation()
        navigate(paths.newBroadcast(id))
      }}
    >
      {t('copy.label')}
    </Button>
  )
}
