/** The builder kind of page: one column of choices, beside it what they mean in plain words and the live result. */
import { LinkOutlined, RedoOutlined, ReloadOutlined, UndoOutlined } from '@ant-design/icons'
import { App, Button, Space } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { PageHead } from '../../parts/page-head.tsx'
import type { Draft } from './draft.ts'
import { useUndoKeys } from './undo-keys.ts'

export interface BuilderPageProps<T> {
  readonly title: string
  readonly lead?: ReactNode
  readonly draft: Draft<T>
  readonly form: ReactNode
  /** The question in plain words. */
  readonly sentence?: ReactNode
  /** What is still missing before it can be counted. */
  readonly missing?: readonly string[]
  readonly result: ReactNode
  readonly actions?: ReactNode
  /** The choices take the room, the result stands beside them. */
  readonly wide?: boolean
  readonly back?: ReactNode
}

export function BuilderPage<T>(props: BuilderPageProps<T>) {
  const { title, lead, draft, form, sentence, missing = [], result, actions, wide = false, back } = props
  const { t } = useTranslation('kinds')
  const { message } = App.useApp()
  useUndoKeys(draft)
  const copyLink = () => navigator.clipboard?.writeText(window.location.href).then(() => message.success(t('copied')))
  return (
    <>
      <PageHead
        title={title}
        lead={lead}
        back={back}
        actions={
          <>
            <Space.Compact>
              <Button
                icon={<UndoOutlined />}
                disabled={!draft.canUndo}
                aria-label={t('builder.undo')}
                title={t('builder.undo')}
                onClick={draft.undo}
              />
              <Button
                icon={<RedoOutlined />}
                disabled={!draft.canRedo}
                aria-label={t('builder.redo')}
                title={t('builder.redo')}
                onClick={draft.redo}
              />
              <Button
                icon={<ReloadOutlined />}
                disabled={draft.isUntouched}
                aria-label={t('builder.reset')}
                title={t('builder.reset')}
                onClick={draft.reset}
              />
              <Button icon={<LinkOutlined />} aria-label={t('builder.copyLink')} title={t('builder.copyLink')} onClick={copyLink} />
            </Space.Compact>
            {actions}
          </>
        }
      />
      <div className={wide ? 'lc-builder lc-builder-wide' : 'lc-builder'}>
        <div className="lc-card lc-card-body lc-builder-form lc-stack">{form}</div>
        <div className="lc-stack lc-builder-result" aria-live="polite">
          {sentence ? <p className="lc-sentence">{sentence}</p> : null}
          {missing.map((text) => (
            <p key={text} className="lc-soft">
              {text}
            </p>
          ))}
          {missing.length === 0 ? result : null}
        </div>
      </div>
    </>
  )
}
