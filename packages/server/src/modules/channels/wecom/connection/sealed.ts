/** Secrets of a corp at rest: sealed, bound to the corp they belong to. */
import { deriveKey, seal, unseal } from '../../../../platform/crypto.ts'

const PURPOSE = 'channels.wecom'

export type SecretName = 'secret' | 'token' | 'encodingAesKey' | 'accessToken'

interface SealContext {
  readonly workspaceId: number
  readonly corpId: string
  readonly name: SecretName
}

export function sealSecret(installationSecret: string, input: SealContext & { readonly value: string }): string {
  return seal(deriveKey(installationSecret, PURPOSE), { value: input.value, context: contextOf(input) })
}

/** @throws when it was sealed under another secret of the installation or for another corp */
export function unsealSecret(installationSecret: string, input: SealContext & { readonly sealed: string }): string {
  return unseal(deriveKey(installationSecret, PURPOSE), { sealed: input.sealed, context: contextOf(input) })
}

function contextOf({ workspaceId, corpId, name }: SealContext): string {
  return `${workspaceId} ${corpId} ${name}`
}
