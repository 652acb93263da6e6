/** One thing to do: what it is, what to do next, and the way there. */
import { CheckCircleOutlined, ClockCircleOutlined, ExclamationCircleFilled, WarningFilled } from '@ant-design/icons'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

/** `urgent`: something is broken or runs out. `soon`: somebody waits for it. `open`: it is to be done. `done`: it was, just now. */
export type Urgency = 'urgent' | 'soon' | 'open' | 'done'

export interface DueLineProps {
  readonly urgency: Urgency
  readonly title: ReactNode
  readonly note?: ReactNode
  readonly actions: ReactNode
}

export function DueLine({ urgency, title, note, actions }: DueLineProps) {
  return (
    <li className="lc-due">
      <Sign urgency={urgency} />
      <div className="lc-due-text">
        <span>{title}</span>
        {note ? <span className="lc-soft lc-small">{note}</span> : null}
      </div>
      <div className="lc-due-acts">{actions}</div>
    </li>
  )
}

function Sign({ urgency }: { readonly urgency: Urgency }) {
  const { t } = useTranslation('today')
  const label = t(`due.urgency.${urgency}`)
  if (urgency === 'urgent') return <ExclamationCircleFilled className="lc-due-urgent" role="img" aria-label={label} title={label} />
  if (urgency === 'soon') return <WarningFilled className="lc-due-soon" role="img" aria-label={label} title={label} />
  if (urgency === 'done') return <CheckCircleOutlined className="lc-soft" role="img" aria-label={label} title={label} />
  return <ClockCircleOutlined className="lc-soft" role="img" aria-label={label} title={label} />
}
