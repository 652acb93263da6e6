/** Comparisons of a number as SQL, for a number at hand, and in words: one meaning for every operator that compares. */
import type { Words } from '../../../platform/i18n/locale.ts'
import type { Parameters } from '../../events/index.ts'
import { joined, listed } from './phrases.ts'
import type { NumberComparison } from './rule.ts'

const SIGNS = { eq: '=', ne: '!=', gt: '>', gte: '>=', lt: '<', lte: '<=' } as const
const NAMES = Object.keys(SIGNS) as (keyof typeof SIGNS)[]

/** All comparisons that are given, as one UInt8; `number` is an SQL expression that is never NULL. */
export function comparisonSql(number: string, comparison: NumberComparison, parameters: Parameters): string {
  const float = `toFloat64(${number})`
  const parts = NAMES.flatMap((name) => {
    const bound = comparison[name]
    return bound === undefined ? [] : [`${float} ${SIGNS[name]} ${parameters.bind('Float64', bound)}`]
  })
  if (comparison.in) parts.push(`has(${parameters.bind('Array(Float64)', comparison.in)}, ${float})`)
  if (comparison.nin) parts.push(`NOT has(${parameters.bind('Array(Float64)', comparison.nin)}, ${float})`)
  return `(${parts.join(' AND ')})`
}

/** The same for a number at hand. */
export function comparisonHolds(number: number, { eq, ne, gt, gte, lt, lte, in: among, nin }: NumberComparison): boolean {
  return (
    (eq === undefined || number === eq) &&
    (ne === undefined || number !== ne) &&
    (gt === undefined || number > gt) &&
    (gte === undefined || number >= gte) &&
    (lt === undefined || number < lt) &&
    (lte === undefined || number <= lte) &&
    (among?.includes(number) ?? true) &&
    !nin?.includes(number)
  )
}

/** 「至少 2」, "at least 2"; several joined by "and". `show` writes the numbers, as they are unless told. */
export function comparisonWords(comparison: NumberComparison, show: (number: number) => string = String): Words {
  const { eq, ne, gt, gte, lt, lte, in: among, nin } = comparison
  const one = (bound: number | undefined, zh: string, en: string): Words[] =>
    bound === undefined ? [] : [{ zh: `${zh} ${show(bound)}`, en: `${en} ${show(bound)}` }]
  const many = (bounds: readonly number[] | undefined, words: (list: Words) => Words): Words[] =>
    bounds ? [words(listed(bounds.map(show)))] : []
  return joined(
    [
      ...one(eq, '正好', 'exactly'),
      ...one(ne, '不是', 'not'),
      ...one(gt, '多于', 'more than'),
      ...one(gte, '至少', 'at least'),
      ...one(lt, '少于', 'less than'),
      ...one(lte, '至多', 'at most'),
      ...many(among, ({ zh, en }) => ({ zh: `是 ${zh} 之一`, en: `one of ${en}` })),
      ...many(nin, ({ zh, en }) => ({ zh: `不是 ${zh} 中任何一个`, en: `none of ${en}` })),
    ],
    { zh: '且', en: ' and ' },
  )
}
