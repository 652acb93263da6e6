/** How to send events: ready-made snippets for the official SDKs, pointing here. */
import { Tabs } from 'antd'
import { useTranslation } from 'react-i18next'
import { CodeBlock } from '../../parts/code-block.tsx'
import { snippets } from './snippets.ts'

export interface SendEventsProps {
  readonly writeKey: string
}

export function SendEvents({ writeKey }: SendEventsProps) {
  const { t } = useTranslation('today')
  const made = snippets({ host: window.location.origin, writeKey })
  return (
    <div className="lc-stack" style={{ gap: 8 }}>
      <p className="lc-soft">{t('send.lead')}</p>
      <Tabs
        size="small"
        items={made.map(({ kind, code }) => ({
          key: kind,
          label: t(`send.kind.${kind}`),
          children: <CodeBlock text={code} label={t(`send.kind.${kind}`)} />,
        }))}
      />
    </div>
  )
}
