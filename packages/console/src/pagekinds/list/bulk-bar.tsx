/** What can be done with the chosen rows, each button saying with how many. */
import { App, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { CallError } from '../../api/call-error.ts'
import { useErrorWords } from '../../parts/error-notice.tsx'
import type { BulkAction } from './list-column.ts'

export interface BulkBarProps<Row> {
  readonly rows: readonly Row[]
  readonly actions: readonly BulkAction<Row>[]
  readonly onDone: () => void
}

export function BulkBar<Row>({ rows, actions, onDone }: BulkBarProps<Row>) {
  const { t } = useTranslation('kinds')
  const { modal, message } = App.useApp()
  const wordsOf = useErrorWords()
  const ask = (action: BulkAction<Row>) =>
    modal.confirm({
      title: action.label(rows),
      okText: t('list.doIt'),
      okButtonProps: { danger: action.danger ?? false },
      cancelText: t('cancel'),
      onOk: () =>
        action.run(rows).then(onDone, (error: unknown) => {
          message.error(error instanceof CallError ? wordsOf(error) : String(error))
        }),
    })
  return (
    <div className="lc-bulk" role="toolbar" aria-label={t('list.chosen', { count: rows.length })}>
      <strong>{t('list.chosen', { count: rows.length })}</strong>
      {actions.map((action) => (
        <Button
          key={action.key}
          size="small"
          danger={action.danger ?? false}
          disabled={action.whyNot?.(rows) !== undefined}
          title={action.whyNot?.(rows)}
          onClick={() => (action.leads ? void action.run(rows) : ask(action))}
        >
          {action.label(rows)}
        </Button>
      ))}
      <Button size="small" type="link" onClick={onDone}>
        {t('list.chooseNone')}
      </Button>
    </div>
  )
}
