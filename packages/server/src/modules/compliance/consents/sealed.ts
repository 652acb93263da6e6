/** Proofs and guardians at rest: sealed, because both may hold names and phone numbers. */
import { deriveKey, seal, unseal } from '../../../platform/crypto.ts'
import { jsonText } from '../../../platform/json-text.ts'
import { maskPersonal } from '../../identity/index.ts'
import type { Guardian, Proof } from './contract.ts'

interface Place {
  readonly secret: string
  readonly workspaceId: number
  readonly what: 'proof' | 'guardian'
}

export function sealJson({ secret, workspaceId, what }: Place, value: object | undefined): string | null {
  if (value === undefined) return null
  return seal(deriveKey(secret, 'compliance.seal'), { value: jsonText(value), context: `${workspaceId} ${what}` })
}

function openJson<T>({ secret, workspaceId, what }: Place, sealed: string | null): T | null {
  if (sealed === null) return null
  return JSON.parse(unseal(deriveKey(secret, 'compliance.seal'), { sealed, context: `${workspaceId} ${what}` })) as T
}

interface Sealed {
  readonly proof: string | null
  readonly guardian: string | null
}

/** As the API shows them: without `unmasked` no proof, and of the guardian no more than who it might be. */
export function openSealed(
  secret: string,
  { workspaceId, row, unmasked }: { workspaceId: number; row: Sealed; unmasked: boolean },
): { proof: Proof | null; hasProof: boolean; guardian: Guardian | null } {
  const guardian = openJson<Guardian>({ secret, workspaceId, what: 'guardian' }, row.guardian)
  const proof = unmasked ? openJson<Proof>({ secret, workspaceId, what: 'proof' }, row.proof) : null
  return { proof, hasProof: row.proof !== null, guardian: guardian && (unmasked ? guardian : maskedGuardian(guardian)) }
}

function maskedGuardian({ name, relation, contact }: Guardian): Guardian {
  const first = [...name][0] ?? ''
  const kind = contact?.includes('@') ? 'email' : 'phone'
  return { name: `${first}**`, relation, ...(contact !== undefined && { contact: maskPersonal(kind, contact) }) }
}
