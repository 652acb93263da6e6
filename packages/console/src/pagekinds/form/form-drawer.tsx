/** The small form: opens at the side, owns layout, sending, errors at their field, and closing. A form file lists only its fields. */
import { Button, Drawer, Form, type FormInstance, Space } from 'antd'
import { type ReactNode, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { CallError } from '../../api/call-error.ts'
import { ErrorNotice } from '../../parts/error-notice.tsx'

const WIDTH_PIXELS = 480

export interface FormDrawerProps<Values extends object> {
  readonly open: boolean
  readonly title: string
  readonly submitLabel: string
  readonly initial: Partial<Values>
  readonly onClose: () => void
  /** Rejecting with a `CallError` keeps the form open with `error` shown; closing after success, or showing `result`, is the caller's. */
  readonly onSubmit: (values: Values) => Promise<unknown>
  readonly isBusy: boolean
  readonly error: CallError | null
  readonly children: ReactNode
  /** Instead of the form, once it is done: what was made and is shown this once. */
  readonly result?: ReactNode
  readonly form?: FormInstance<Values>
}

/** The server names the field of a refused value in `details.field` (`body.name` or `name`), and why in `details.reason`. */
function refusedField(error: CallError, fields: readonly string[]): { name: string; reason: string } | undefined {
  const { field, reason } = error.details
  const name = typeof field === 'string' ? field.replace(/^body\./, '') : ''
  return fields.includes(name) ? { name, reason: typeof reason === 'string' ? reason : error.message } : undefined
}

export function FormDrawer<Values extends object>(props: FormDrawerProps<Values>) {
  const { t } = useTranslation('kinds')
  const [own] = Form.useForm<Values>()
  const form = props.form ?? own
  const { open, initial, error, result } = props
  // A refusal is shown once: at its field, or below the form when it is about none.
  const [atField, setAtField] = useState<CallError | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: fields start afresh when the drawer opens, not when a parent renders
  useEffect(() => {
    if (!open) return
    form.resetFields()
    form.setFieldsValue(initial as Parameters<typeof form.setFieldsValue>[0])
  }, [open])
  const submit = (values: Values) =>
    props.onSubmit(values).catch((failure: unknown) => {
      if (!(failure instanceof CallError)) throw failure
      const refused = refusedField(failure, Object.keys(values))
      setAtField(refused ? failure : null)
      if (refused) form.setFields([{ name: refused.name, errors: [refused.reason] } as Parameters<typeof form.setFields>[0][number]])
    })
  const footer = result ? (
    <Button type="primary" onClick={props.onClose}>
      {t('done')}
    </Button>
  ) : (
    <Space>
      <Button type="primary" loading={props.isBusy} onClick={() => form.submit()}>
        {props.submitLabel}
      </Button>
      <Button onClick={props.onClose}>{t('cancel')}</Button>
    </Space>
  )
  return (
    <Drawer open={open} title={props.title} size={WIDTH_PIXELS} onClose={props.onClose} destroyOnHidden footer={footer}>
      {result ?? (
        <Form<Values> form={form} layout="vertical" requiredMark="optional" onFinish={submit} disabled={props.isBusy}>
          {props.children}
          <ErrorNotice error={error === atField ? null : error} />
          <button type="submit" hidden aria-hidden tabIndex={-1} />
        </Form>
      )}
    </Drawer>
  )
}
