/** A button for what cannot be taken back: asks first, says what will happen, and shows a refusal in the same place. */
import { App, Button, type ButtonProps } from 'antd'
import { useTranslation } from 'react-i18next'
import { CallError } from '../api/call-error.ts'
import { useErrorWords } from './error-notice.tsx'

export interface ConfirmButtonProps {
  readonly label: string
  /** What will happen, with its number: "3 clients stop sending". */
  readonly question: string
  readonly consequence: string
  readonly run: () => Promise<unknown>
  readonly done?: string
  readonly size?: ButtonProps['size']
  readonly type?: ButtonProps['type']
  /** Why it cannot be done now; the button is then disabled and says so. */
  readonly whyNot?: string | undefined
}

export function ConfirmButton({ label, question, consequence, run, done, size, type, whyNot }: ConfirmButtonProps) {
  const { t } = useTranslation('kinds')
  const { modal, message } = App.useApp()
  const wordsOf = useErrorWords()
  const ask = () =>
    modal.confirm({
      title: question,
      content: consequence,
      okText: label,
      okButtonProps: { danger: true },
      cancelText: t('cancel'),
      onOk: () =>
        run().then(
          () => {
            if (done) message.success(done)
          },
          (error: unknown) => {
            message.error(error instanceof CallError ? wordsOf(error) : String(error))
          },
        ),
    })
  return (
    <Button danger size={size ?? 'middle'} type={type ?? 'default'} disabled={whyNot !== undefined} title={whyNot} onClick={ask}>
      {label}
    </Button>
  )
}
