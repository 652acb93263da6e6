/** What a property of events adds up to in a rule: `amount` exactly; other numbers rounded, so that the order of adding does not show. */
import { propertySql } from '../../../events/index.ts'

const SUM_DIGITS = 6

/** What one event adds. */
export function addendSql(property: string): string {
  return property === 'amount' ? 'ifNull(amount, 0)' : `ifNull(${propertySql(property).number}, 0)`
}

/** The sum over those of which the condition is true, over all without one; 0 over nothing. */
export function addedSql(property: string, addend: string, condition?: string): string {
  const [ending, and] = condition === undefined ? ['', ''] : ['If', `, ${condition}`]
  return property === 'amount' ? `sum${ending}(${addend}${and})` : `round(sumKahan${ending}(${addend}${and}), ${SUM_DIGITS})`
}
