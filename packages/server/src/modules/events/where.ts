/** Conditions on properties as SQL: one meaning for rows, charts, funnels and audiences. */
import type { Condition } from './contract.ts'
import type { Parameters } from './parameters.ts'

/** One property of an event as SQL expressions. A property may hold a number in one event and a text in the next. */
export interface PropertySql {
  /** String; empty where the property is missing. */
  readonly text: string
  /** Nullable(Float64): a number, or a text that reads as one. */
  readonly number: string
  /** UInt8. */
  readonly exists: string
  /** Column or path of the value as stored, for types of its own. */
  readonly path: string
}

/** The property by name: `amount` and `currency` are columns, everything else is a path of the event's JSON. */
export function propertySql(property: string): PropertySql {
  if (property === 'amount')
    return { path: 'amount', text: "ifNull(toString(amount), '')", number: 'toFloat64(amount)', exists: 'isNotNull(amount)' }
  if (property === 'currency') return { path: 'currency', text: 'toString(currency)', number: 'NULL', exists: "currency != ''" }
  const path = `properties.${quoted(property)}`
  const text = `toString(${path})`
  return { path, text, number: `toFloat64OrNull(${text})`, exists: `isNotNull(${path})` }
}

const FIRST_BEYOND_ASCII = 0x80

/**
 * A name as a quoted identifier. Placeholders cannot carry it: the store takes escapes in them literally. Whatever is neither a letter, a
 * digit nor a dot becomes its code, so that no name can end the quotes or look like a placeholder.
 */
function quoted(name: string): string {
  const plain = name.replace(/[^\w.]/g, (character) => {
    const code = character.charCodeAt(0)
    return code < FIRST_BEYOND_ASCII ? `\\x${code.toString(16).padStart(2, '0')}` : character
  })
  return `\`${plain}\``
}

/** All conditions together as one UInt8 that is never NULL. */
export function conditionsSql(where: readonly Condition[] | undefined, parameters: Parameters): string {
  if (!where?.length) return '1'
  return where.map((condition) => `(${conditionSql(condition, parameters)})`).join(' AND ')
}

function conditionSql(condition: Condition, parameters: Parameters): string {
  return valueConditionSql(propertySql(condition.property), condition, parameters)
}

/** What a condition asks of one value: `eq 12`, `in […]`, `exists`. */
export type ValueCondition = Condition extends infer One ? (One extends unknown ? Omit<One, 'property'> : never) : never

/** One condition on any value that is given like a property: traits mean by it what properties do. UInt8, never NULL. */
export function valueConditionSql(property: PropertySql, condition: ValueCondition, parameters: Parameters): string {
  switch (condition.op) {
    case 'eq':
      return oneOf(property, [condition.value], parameters)
    case 'ne':
      return `NOT (${oneOf(property, [condition.value], parameters)})`
    case 'in':
      return oneOf(property, condition.value, parameters)
    case 'nin':
      return `NOT (${oneOf(property, condition.value, parameters)})`
    case 'contains':
      return contains(property, condition.value, parameters)
    case 'exists':
      return condition.value ? property.exists : `NOT (${property.exists})`
    default:
      return compared(property, { op: COMPARISONS[condition.op], value: condition.value }, parameters)
  }
}

const COMPARISONS = { gt: '>', gte: '>=', lt: '<', lte: '<=' } as const

function compared(property: PropertySql, side: { op: string; value: string | number }, parameters: Parameters): string {
  if (typeof side.value === 'number') return `ifNull(${property.number} ${side.op} ${parameters.bind('Float64', side.value)}, 0)`
  return `${property.exists} AND ${property.text} ${side.op} ${parameters.bind('String', side.value)}`
}

function oneOf(property: PropertySql, values: readonly (string | number | boolean)[], parameters: Parameters): string {
  const numbers = values.filter((value) => typeof value === 'number')
  const texts = values.filter((value) => typeof value !== 'number').map(String)
  const alternatives: string[] = []
  if (numbers.length) alternatives.push(`ifNull(has(${parameters.bind('Array(Float64)', numbers)}, ${property.number}), 0)`)
  if (texts.length) alternatives.push(`(${property.text} IN ${parameters.bind('Array(String)', texts)})`)
  // The empty text is also what a missing property reads as.
  const matched = alternatives.join(' OR ')
  return texts.includes('') ? `(${matched}) AND ${property.exists}` : matched
}

/** Types a stored list may have, with what to add to compare its members as text. */
const LIST_TYPES = ['String', 'Int64', 'Float64', 'Bool'] as const

function contains(property: PropertySql, value: string, parameters: Parameters): string {
  const placeholder = parameters.bind('String', value)
  if (!property.path.startsWith('properties.')) return `position(${property.text}, ${placeholder}) > 0`
  const lists = LIST_TYPES.map((type) => memberOf(`${property.path}.:\`Array(Nullable(${type}))\``, placeholder))
  const mixed = memberOf(`${property.path}.:\`Array(Dynamic)\``, placeholder)
  const isList = `startsWith(dynamicType(${property.path}), 'Array')`
  return `if(${isList}, ${[...lists, mixed].join(' OR ')}, position(${property.text}, ${placeholder}) > 0)`
}

function memberOf(list: string, placeholder: string): string {
  return `arrayExists(member -> ifNull(toString(member), '') = ${placeholder}, ${list})`
}
