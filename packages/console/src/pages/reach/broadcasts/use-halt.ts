/** Whether everything is stopped: then why nothing can be sent, in words. */
import { readHalt } from '@liuchi/server/contract/reach'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../../api/hooks.ts'

export function useHalt(): string | undefined {
  const { t } = useTranslation('reach')
  const { data } = useRead(readHalt, {})
  return data?.halt ? t('halt.whyNot', { by: data.halt.by }) : undefined
}
