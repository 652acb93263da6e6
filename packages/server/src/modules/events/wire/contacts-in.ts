/** Whether something under a name holds a phone number or an e-mail address: the rule by which they leave events. */
import { cleanseValue, newWalk } from './cleanse.ts'
import { type KeyClass, keyClass } from './private-keys.ts'

/** Classes of names under which values are looked at; the others are names that must not be kept as they are. */
const LOOKED_AT: ReadonlySet<KeyClass> = new Set(['plain', 'id', 'phone', 'email', 'perhapsPhone', 'perhapsEmail'])

/** False for names that themselves hold a contact, or that are no names. */
export function isKeptName(name: string): boolean {
  return LOOKED_AT.has(keyClass(name))
}

/** Whether the value, JSON as it was parsed, would be changed on its way into the event store. */
export function holdsContacts(name: string, value: unknown): boolean {
  const walk = newWalk({ contacts: true, escapes: false })
  if (typeof value !== 'object' || value === null) return cleanseValue(walk, value, 1, keyClass(name)) !== value
  // The walk changes what it is given.
  const text = JSON.stringify(value)
  const cleaned = cleanseValue(walk, JSON.parse(text), 1, keyClass(name))
  return walk.fault !== undefined || JSON.stringify(cleaned) !== text
}
