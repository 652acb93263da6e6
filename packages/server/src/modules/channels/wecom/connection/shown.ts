/** Corps as answers show them. */
import { CALLBACK_PATH } from '../callbacks/path.ts'
import type { WecomCorp } from './contract.ts'
import type { Corp } from './corps.ts'

export interface ShownWith {
  /** Where the interfaces of corps without an own address are. */
  readonly apiBase: string
  /** The public address of this installation; undefined: not known. */
  readonly publicUrl: string | undefined
}

export function shownCorp(corp: Corp, { apiBase, publicUrl = '' }: ShownWith): WecomCorp {
  return {
    corpId: corp.corpId,
    agentId: corp.agentId,
    apiBase: corp.apiBase ?? apiBase,
    ownApiBase: corp.apiBase !== undefined,
    callbackUrl: callbackUrlOf(corp, { publicUrl }),
    connectedAt: corp.connectedAt.toISOString(),
    connectedBy: corp.connectedBy,
    verifiedAt: corp.verifiedAt?.toISOString() ?? null,
    lastCallbackAt: corp.lastCallbackAt?.toISOString() ?? null,
  }
}

export function callbackUrlOf({ corpId }: Pick<Corp, 'corpId'>, { publicUrl }: { publicUrl: string }): string {
  return `${publicUrl.replace(/\/+$/, '')}${CALLBACK_PATH}/${corpId}`
}
