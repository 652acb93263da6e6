/** Names and values of a thing, one below the other. */
import { Fragment, type ReactNode } from 'react'

export interface PairsProps {
  /** `key` where two pairs share a name. */
  readonly items: readonly { readonly name: string; readonly value: ReactNode; readonly key?: string }[]
}

export function Pairs({ items }: PairsProps) {
  return (
    <dl className="lc-pairs" style={{ marginTop: 0 }}>
      {items.map(({ name, value, key }) => (
        <Fragment key={key ?? name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </Fragment>
      ))}
    </dl>
  )
}
