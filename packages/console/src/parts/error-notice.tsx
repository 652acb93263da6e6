/** One way to say that something failed: the server's own words, its code, and another try. */
import { Alert, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { type CallError, FOREIGN_ANSWER_CODE, NETWORK_ERROR_CODE } from '../api/call-error.ts'

/** The words for an error in the reader's language. */
export function useErrorWords(): (error: CallError) => string {
  const { t } = useTranslation('kinds')
  return (error) => {
    if (error.code === NETWORK_ERROR_CODE) return t('error.network')
    if (error.code === FOREIGN_ANSWER_CODE) return t('error.foreign', { status: error.status })
    return error.message
  }
}

export interface ErrorNoticeProps {
  readonly error: CallError | null | undefined
  readonly onRetry?: () => void
}

/** Renders nothing without an error. */
export function ErrorNotice({ error, onRetry }: ErrorNoticeProps) {
  const { t } = useTranslation('kinds')
  const wordsOf = useErrorWords()
  if (!error) return null
  const again = onRetry ? (
    <Button size="small" onClick={onRetry}>
      {t('error.retry')}
    </Button>
  ) : undefined
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      title={wordsOf(error)}
      description={<span className="lc-small lc-soft">{error.code}</span>}
      action={again}
    />
  )
}
