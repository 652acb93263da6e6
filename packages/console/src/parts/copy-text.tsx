/** A text that is meant to be copied: an id, a key, an address. */
import { Typography } from 'antd'

export interface CopyTextProps {
  readonly text: string
  /** Shown instead of the text, which is still what gets copied. */
  readonly shown?: string
}

export function CopyText({ text, shown }: CopyTextProps) {
  return (
    <Typography.Text className="lc-mono" copyable={{ text }}>
      {shown ?? text}
    </Typography.Text>
  )
}
