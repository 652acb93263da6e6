/** A trait's value as text, and a typed text as a value. */

export const VALUE_TYPES = ['text', 'number', 'boolean', 'json'] as const
export type ValueType = (typeof VALUE_TYPES)[number]

export function traitText(value: unknown): string {
  if (typeof value === 'string') return value
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value.join(', ')
  return JSON.stringify(value) ?? ''
}

export function typeOf(value: unknown): ValueType {
  if (value === undefined || typeof value === 'string') return 'text'
  if (typeof value === 'number') return 'number'
  return typeof value === 'boolean' ? 'boolean' : 'json'
}

/** What a form starts with: text as it is, anything else as JSON. */
export function editedText(value: unknown): string {
  if (value === undefined) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** Undefined when the text is not of the type. */
export function typedValue(text: string, type: ValueType): string | number | boolean | object | null | undefined {
  if (type === 'text') return text
  if (type === 'number') return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : undefined
  try {
    const value: unknown = JSON.parse(text)
    if (type === 'boolean') return typeof value === 'boolean' ? value : undefined
    return value as object | null
  } catch {
    return undefined
  }
}
