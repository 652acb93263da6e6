/** The kinds of value that the tracking plan tells apart. */
import type { ValueType } from './contract.ts'

/** `2026-11-22`, `2026-11-22 08:30`, `2026-11-22T08:30:00.000Z`: text that is a date, with or without a time. */
const TIME_TEXT = /^\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/
const SHORTEST_TIME_LENGTH = 10
const LONGEST_TIME_LENGTH = 36
const DIGIT_0 = 48
const DIGIT_9 = 57

/** Classifies one JSON value; called for every property of every event. */
export function valueTypeOf(value: unknown): ValueType {
  switch (typeof value) {
    case 'string':
      return isTime(value) ? 'time' : 'text'
    case 'number':
      return 'number'
    case 'boolean':
      return 'boolean'
    case 'object':
      return value === null ? 'null' : Array.isArray(value) ? 'list' : 'object'
    default:
      return 'null'
  }
}

/** A time is also text: a declaration of text accepts it. */
export function fitsType(value: unknown, declared: ValueType): boolean {
  const actual = valueTypeOf(value)
  return actual === declared || (declared === 'text' && actual === 'time')
}

function isTime(value: string): boolean {
  if (value.length < SHORTEST_TIME_LENGTH || value.length > LONGEST_TIME_LENGTH) return false
  const first = value.charCodeAt(0)
  return first >= DIGIT_0 && first <= DIGIT_9 && TIME_TEXT.test(value)
}
