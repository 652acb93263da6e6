/** A labelled control of a builder (a form that sends nothing by itself). */
import type { ReactNode } from 'react'

export interface FieldProps {
  readonly label: string
  readonly children: ReactNode
  readonly hint?: string
}

export function Field({ label, children, hint }: FieldProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a flex column in all browsers
    <div role="group" aria-label={label} className="lc-stack" style={{ gap: 6 }}>
      <span style={{ fontWeight: 500 }}>{label}</span>
      {children}
      {hint ? <span className="lc-soft lc-small">{hint}</span> : null}
    </div>
  )
}
