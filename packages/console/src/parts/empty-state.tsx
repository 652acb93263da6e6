/** What an empty page says: what it is for, and the first step. */
import { Empty } from 'antd'
import type { ReactNode } from 'react'

export interface EmptyStateProps {
  readonly title: string
  readonly text?: ReactNode
  readonly action?: ReactNode
}

export function EmptyState({ title, text, action }: EmptyStateProps) {
  return (
    <Empty
      image={Empty.PRESENTED_IMAGE_SIMPLE}
      style={{ padding: '24px 16px' }}
      description={
        <div className="lc-stack lc-empty" style={{ gap: 4, maxWidth: 520, margin: '0 auto' }}>
          <strong>{title}</strong>
          {text ? <span className="lc-soft">{text}</span> : null}
        </div>
      }
    >
      {action}
    </Empty>
  )
}
