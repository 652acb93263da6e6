/** Personal identifiers at rest: found by a blind index, read back by unsealing, shown masked. */
import { blindIndex, deriveKey, seal, unseal } from '../../platform/crypto.ts'

interface Keys {
  readonly index: Buffer
  readonly seal: Buffer
}

const keysOf = new Map<string, Keys>()

function keys(secret: string): Keys {
  const known = keysOf.get(secret)
  if (known) return known
  const made = { index: deriveKey(secret, 'identity.index'), seal: deriveKey(secret, 'identity.seal') }
  keysOf.clear()
  keysOf.set(secret, made)
  return made
}

export interface PersonalValue {
  readonly workspaceId: number
  readonly kind: string
  readonly value: string
}

/** The key under which a personal identifier is stored; the same value has other keys in other workspaces. */
export function personalKey(secret: string, { workspaceId, kind, value }: PersonalValue): string {
  return blindIndex(keys(secret).index, { value, context: `${workspaceId} ${kind}` })
}

export function sealPersonal(secret: string, { workspaceId, kind, value }: PersonalValue): string {
  return seal(keys(secret).seal, { value, context: `${workspaceId} ${kind}` })
}

export function unsealPersonal(secret: string, input: { workspaceId: number; kind: string; sealed: string }): string {
  return unseal(keys(secret).seal, { sealed: input.sealed, context: `${input.workspaceId} ${input.kind}` })
}

/** An identifier as it is stored. */
export interface StoredIdentifier {
  readonly kind: string
  readonly key: string
  /** The value of a personal one. */
  readonly sealed: string | null
}

/** The value of a stored identifier; of a personal one only with `unmasked`, masked otherwise. */
export function shownValue(
  secret: string,
  { workspaceId, unmasked, kind, key, sealed }: StoredIdentifier & { workspaceId: number; unmasked: boolean },
): string {
  if (sealed === null) return key
  const value = unsealPersonal(secret, { workspaceId, kind, sealed })
  return unmasked ? value : maskPersonal(kind, value)
}

const SHOWN_START = 3
const SHOWN_END = 4

/** What roles without `people.read_personal` see: `+86138****8000`, `l***@example.com`. */
export function maskPersonal(kind: string, value: string): string {
  if (kind === 'email') return `${value.slice(0, 1)}***${value.slice(value.lastIndexOf('@'))}`
  const country = value.startsWith('+86') ? '+86' : value.slice(0, 1)
  const rest = value.slice(country.length)
  if (rest.length < SHOWN_START + SHOWN_END + 1) return `${country}****`
  return `${country}${rest.slice(0, SHOWN_START)}****${rest.slice(-SHOWN_END)}`
}
