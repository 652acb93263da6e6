/** Keyed hashes of what an erased person was called: whoever names it can ask whether it was erased, nobody can read it back. */
import { blindIndex, deriveKey } from '../../../platform/crypto.ts'
import type { Handles } from '../../../platform/handles.ts'

export type CalledKind = 'person' | 'atom' | 'identifier'

/** `value`: an id, the number of an atom, or `KIND:VALUE` with the value in its one spelling. */
export function openHashes({ secret }: Pick<Handles, 'secret'>, workspaceId: number): (kind: CalledKind, value: string) => string {
  const key = deriveKey(secret, 'compliance.erased')
  return (kind, value) => blindIndex(key, { value, context: `${workspaceId} ${kind}` })
}
