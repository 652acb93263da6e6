/** Everything one event carries. */
import { useTranslation } from 'react-i18next'
import { useTimes } from '../../i18n/formats.ts'
import { Pairs } from '../../pagekinds/detail/pairs.tsx'
import { CodeBlock } from '../../parts/code-block.tsx'
import type { OneEvent } from './event-row-columns.tsx'

const INDENT_SPACES = 2

export function EventDetails({ event }: { readonly event: OneEvent }) {
  const { t } = useTranslation('events')
  const times = useTimes()
  return (
    <div className="lc-columns">
      <div className="lc-stack" style={{ gap: 8 }}>
        <strong>{t('explorer.properties')}</strong>
        <CodeBlock text={JSON.stringify(event.properties, null, INDENT_SPACES)} label={t('explorer.properties')} />
      </div>
      <div className="lc-stack" style={{ gap: 8 }}>
        <Pairs
          items={[
            { name: t('explorer.receivedAt'), value: times.moment(event.receivedAt) },
            { name: t('column.type'), value: event.type },
            { name: t('explorer.source'), value: event.source },
            { name: 'ID', value: <span className="lc-mono">{event.id}</span> },
          ]}
        />
        {event.context && Object.keys(event.context).length > 0 ? (
          <CodeBlock text={JSON.stringify(event.context, null, INDENT_SPACES)} label={t('explorer.context')} />
        ) : null}
      </div>
    </div>
  )
}
