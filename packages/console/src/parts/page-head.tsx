/** The head every page has: title, what it is for, and what can be done. Sets the browser's title too. */
import { type ReactNode, useEffect } from 'react'

export interface PageHeadProps {
  readonly title: string
  /** Before the title: a picture. */
  readonly before?: ReactNode
  /** Beside the title: a count, a state. */
  readonly beside?: ReactNode
  readonly lead?: ReactNode
  readonly back?: ReactNode
  readonly actions?: ReactNode
}

const BRAND = '留池 Liuchi'

export function PageHead({ title, before, beside, lead, back, actions }: PageHeadProps) {
  useEffect(() => {
    document.title = `${title} · ${BRAND}`
  }, [title])
  return (
    <header className="lc-head">
      <div className="lc-head-text">
        {back}
        <h1>
          {before}
          {title}
          {beside ? <span className="lc-head-beside">{beside}</span> : null}
        </h1>
        {lead ? <p className="lc-head-lead">{lead}</p> : null}
      </div>
      {actions ? <div className="lc-actions">{actions}</div> : null}
    </header>
  )
}
