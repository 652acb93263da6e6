/** The contacts that the walk of an event found, as identifiers: the person's own, or hints where it may be somebody else's. */
import { areaOf } from '../areas.ts'
import type { IdentifierRef } from '../collected.ts'
import { cleanse, type Json, type Walk } from './cleanse.ts'
import { addRef } from './identities.ts'

/** Events other than orders in which people give their own number or address; without case and separators. */
const OWN_CONTACT = new Set(
  (
    'signup signedup register registered registration login loggedin signin signedin bindphone phonebound bindmobile mobilebound memberjoined ' +
    '注册 登录 绑定手机 绑定手机号 入会'
  ).split(' '),
)

/**
 * Whether contacts among the properties of such an event are the person's own: of orders, sign-ups, logins. Anywhere else (an invitation, a
 * gift) they may be a friend's.
 */
export function tellsOwnContacts(eventName: unknown): boolean {
  if (typeof eventName !== 'string') return false
  const area = areaOf(eventName)
  return area === 'order' || area === 'identity' || OWN_CONTACT.has(eventName.toLowerCase().replace(/[\s_\-.$]+/g, ''))
}

/** Walks an event's properties; contacts found directly in them are hints unless `areOwn`, which is asked only where there are any. */
export function cleanseProperties(walk: Walk, properties: Json, areOwn: () => boolean): void {
  const { phone, email } = walk
  cleanse(walk, properties, 2, true)
  if ((walk.phone === phone && walk.email === email) || areOwn()) return
  walk.phoneIsHint = walk.phone !== phone
  walk.emailIsHint = walk.email !== email
}

export function addOwnContacts(refs: IdentifierRef[], walk: Walk): void {
  if (!walk.phoneIsHint) addRef(refs, 'phone', walk.phone)
  if (!walk.emailIsHint) addRef(refs, 'email', walk.email)
}

/** After all others, so that the event is the acting person's. */
export function addHints(refs: IdentifierRef[], walk: Walk): void {
  if (walk.phoneIsHint) addHint(refs, 'phone', walk.phone)
  if (walk.emailIsHint) addHint(refs, 'email', walk.email)
}

function addHint(refs: IdentifierRef[], kind: string, value: string | undefined): void {
  if (value !== undefined && !refs.some((ref) => ref.kind === kind && ref.value === value)) refs.push({ kind, value, hint: true })
}
