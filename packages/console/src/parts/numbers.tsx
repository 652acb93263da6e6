/** Numbers in place: shortened as the language does it, the exact value on hover and for screen readers. */
import { useNumbers } from '../i18n/formats.ts'

interface NumberProps {
  readonly value: number | null | undefined
}

export function Count({ value }: NumberProps) {
  const numbers = useNumbers()
  return (
    <span className="lc-number" title={numbers.exact(value)}>
      {numbers.count(value)}
    </span>
  )
}

export function Percent({ value }: NumberProps) {
  return <span className="lc-number">{useNumbers().percent(value)}</span>
}

export function Money({ value, currency }: NumberProps & { readonly currency?: string }) {
  const numbers = useNumbers()
  return (
    <span className="lc-number" title={numbers.exact(value)}>
      {numbers.money(value, currency)}
    </span>
  )
}
