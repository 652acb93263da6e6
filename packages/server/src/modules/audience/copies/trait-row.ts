/** A trait as a row of its copy: its text, the number it reads as, its entries. Contacts stay behind. */
import { jsonText } from '../../../platform/json-text.ts'
import { holdsContacts, isKeptName } from '../../events/index.ts'
import type { TraitCopy } from '../../identity/index.ts'
import type { CopyRow } from './sources.ts'

export const traitColumns = ['workspace', 'name', 'atom', 'set', 'text', 'number', 'list', 'type', 'changed_ms', 'trust'] as const

/** Of values that hold a phone number or an address only that there is one comes into the event store. */
const HIDDEN = 'hidden'

interface TraitValue {
  readonly type: string
  readonly text: string
  readonly number: number | null
  readonly list: readonly string[]
}

/** None for a name that is or holds a contact: no rule can name it. */
export function traitRow({ workspaceId, atom, name, value, changedAt, trust }: TraitCopy): CopyRow[] {
  if (name !== '' && !isKeptName(name)) return []
  const { type, text, number, list } = value === undefined ? NOTHING : traitValue(name, value)
  return [{ atom, values: [workspaceId, name, atom, value === undefined ? 0 : 1, text, number, list, type, changedAt, trust] }]
}

const NOTHING: TraitValue = { type: '', text: '', number: null, list: [] }

function traitValue(name: string, value: unknown): TraitValue {
  if (holdsContacts(name, value)) return { ...NOTHING, type: HIDDEN }
  if (value === null) return { ...NOTHING, type: 'null' }
  const text = textOf(value)
  if (Array.isArray(value)) return { type: 'list', text, number: null, list: value.map(textOf) }
  return { type: typeof value, text, number: numberOf(value), list: [] }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : jsonText(value)
}

const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d{1,3})?$/i

/** A number, or a text that reads as one, as it is with properties of events. */
function numberOf(value: unknown): number | null {
  const number = typeof value === 'number' ? value : typeof value === 'string' && NUMBER.test(value) ? Number(value) : Number.NaN
  return Number.isFinite(number) ? number : null
}
