/** A card of lines on the page of a person: the first few, the rest when asked for. Nothing where there is none. */
import { Button } from 'antd'
import { type ReactNode, useState } from 'react'
import type { CallError } from '../../../api/call-error.ts'
import { useNumbers } from '../../../i18n/formats.ts'
import { ErrorNotice } from '../../../parts/error-notice.tsx'
import { Section } from '../../../parts/section.tsx'

const SHOWN_AT_FIRST = 5

export interface PersonLinesProps<Item> {
  readonly title: string
  readonly items: readonly Item[]
  readonly error: CallError | null
  readonly onRetry: () => void
  readonly line: (item: Item) => ReactNode
  /** Of so many more, what the button says. */
  readonly restWords: (count: string) => string
}

export function PersonLines<Item>({ title, items, error, onRetry, line, restWords }: PersonLinesProps<Item>) {
  const numbers = useNumbers()
  const [isWhole, showWhole] = useState(false)
  if (!error && items.length === 0) return null
  const shown = isWhole ? items : items.slice(0, SHOWN_AT_FIRST)
  const rest = items.length - shown.length
  return (
    <Section title={title}>
      <ErrorNotice error={error} onRetry={onRetry} />
      <ul className="lc-lines">{shown.map(line)}</ul>
      {rest > 0 ? (
        <Button type="link" size="small" onClick={() => showWhole(true)}>
          {restWords(numbers.exact(rest))}
        </Button>
      ) : null}
    </Section>
  )
}
