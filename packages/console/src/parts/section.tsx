/** A titled card: the unit pages are put together from. */
import type { ReactNode } from 'react'

export interface SectionProps {
  readonly title?: string
  readonly extra?: ReactNode
  readonly children: ReactNode
  /** Content that reaches the edges, like a table. */
  readonly flush?: boolean
}

export function Section({ title, extra, children, flush = false }: SectionProps) {
  return (
    <section className={flush ? 'lc-card lc-card-flush' : 'lc-card'} aria-label={title}>
      {title ? (
        <div className="lc-section-title lc-section-head">
          <h2>{title}</h2>
          {extra ? <span className="lc-section-extra">{extra}</span> : null}
        </div>
      ) : null}
      <div className={flush ? '' : 'lc-card-body'}>{children}</div>
    </section>
  )
}
