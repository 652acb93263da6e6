/** Who a Sensors entry is about. */
import type { DeclaredKinds } from '../../identity/index.ts'
import type { IdentifierRef } from '../collected.ts'
import { isObject, type Json, type Walk } from './cleanse.ts'
import { addHints, addOwnContacts } from './contacts.ts'
import { failType, failWire } from './errors.ts'
import { addRef, idText, strongestFirst } from './identities.ts'
import { IDENTITIES_PER_EVENT } from './limits.ts'

const KINDS: Readonly<Record<string, string>> = {
  $identity_login_id: 'user_id',
  $identity_mobile: 'phone',
  $identity_email: 'email',
  $identity_cookie_id: 'cookie_id',
  $identity_anonymous_id: 'anonymous_id',
  $identity_mp_id: 'anonymous_id',
  $identity_mp_unionid: 'unionid',
}
const MINI_PROGRAM_OPENID = /^\$identity_mp_([^\s:]{1,64})_openid$/

/** Libraries of servers name logged-in users; those of pages and apps name devices until a login says otherwise. */
const SERVER_LIBRARIES = new Set([
  'node',
  'java',
  'python',
  'php',
  'csharp',
  'golang',
  'go',
  'ruby',
  'c',
  'c++',
  'logagent',
  'formatimporter',
  'batchimporter',
  'hdfsimporter',
])

export interface SensorsIdentities {
  readonly refs: IdentifierRef[]
  /** Every value under `identities`, also of unknown keys; distinct_id, login_id and anonymous_id repeat one of them. */
  readonly values: ReadonlySet<string>
}

/** Takes `identities` apart. Keys without a kind of ours become properties of the same name. */
export function takeIdentities(raw: Json, properties: Json): SensorsIdentities {
  const refs: IdentifierRef[] = []
  const values = new Set<string>()
  const identities = raw.identities
  if (identities === undefined || identities === null) return { refs, values }
  if (!isObject(identities)) return failType('identities', 'object')
  let count = 0
  for (const key in identities) {
    if (++count > IDENTITIES_PER_EVENT) failWire('events.too_many', { field: 'identities', limit: IDENTITIES_PER_EVENT })
    const kind = kindOfIdentity(key)
    if (kind === undefined) {
      keepAsProperty(properties, key, identities[key])
      if (typeof identities[key] === 'string') addValue(values, key, identities[key])
      continue
    }
    // Unbinding and several openids come as lists.
    const list = Array.isArray(identities[key]) ? identities[key].slice(0, IDENTITIES_PER_EVENT) : [identities[key]]
    for (const entry of list) {
      const value = idText(entry, `identities.${key}`)
      if (value === undefined) continue
      addRef(refs, kind, value)
      addValue(values, key, value)
    }
  }
  delete raw.identities
  return { refs, values }
}

function kindOfIdentity(key: string): string | undefined {
  if (Object.hasOwn(KINDS, key)) return KINDS[key]
  const openid = MINI_PROGRAM_OPENID.exec(key)
  return openid ? `openid:${openid[1]}` : undefined
}

/** After a login by another key than the login id, distinct_id reads `key+value`. */
function addValue(values: Set<string>, key: string, value: string): void {
  values.add(value)
  values.add(`${key}+${value}`)
}

function keepAsProperty(properties: Json, key: string, value: unknown): void {
  if (key !== '__proto__' && !Object.hasOwn(properties, key)) properties[key] = value
}

export interface Named {
  readonly raw: Json
  readonly properties: Json
  readonly identities: SensorsIdentities
  readonly walk: Walk
  readonly kinds: DeclaredKinds | undefined
}

/**
 * The typed identities, the contacts that the walk found, then `login_id` and `anonymous_id` where identities do not say the same.
 * An unbinding names what is to be unbound and nothing else. `distinct_id` alone is a user id when marked so, when it signs up, or when a server's library sends it; an anonymous one otherwise.
 */
export function sensorsIdentifiers({ raw, properties, identities, walk, kinds }: Named): IdentifierRef[] {
  const { refs, values } = identities
  const add = (kind: string, value: string | undefined) => {
    if (value !== undefined && !values.has(value)) addRef(refs, kind, value)
  }
  if (raw.type === 'track_id_unbind') return strongestFirst(refs, kinds)
  addOwnContacts(refs, walk)
  const loginId = idText(raw.login_id, 'login_id')
  const anonymousId = idText(raw.anonymous_id, 'anonymous_id')
  const distinctId = idText(raw.distinct_id, 'distinct_id')
  add('user_id', loginId)
  add('anonymous_id', anonymousId)
  if (raw.type === 'track_signup') {
    add('user_id', distinctId)
    add('anonymous_id', idText(raw.original_id, 'original_id'))
  } else if (values.size === 0 && distinctId !== loginId && distinctId !== anonymousId) {
    add(isLogin(raw, properties) ? 'user_id' : 'anonymous_id', distinctId)
  }
  strongestFirst(refs, kinds)
  addHints(refs, walk)
  return refs
}

function isLogin(raw: Json, properties: Json): boolean {
  if (typeof properties.$is_login_id === 'boolean') return properties.$is_login_id
  const name = isObject(raw.lib) ? raw.lib.$lib : undefined
  return typeof name === 'string' && SERVER_LIBRARIES.has(name.toLowerCase())
}
