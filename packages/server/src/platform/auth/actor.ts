/** Who is asking: a signed-in account or an API key, and what that may do where. */
import type { Locale } from '../i18n/locale.ts'
import type { Permission } from './permissions.ts'

/** Stands for every workspace in memberships and keys; real workspaces count from 1. */
export const EVERY_WORKSPACE = 0

/** Permissions by workspace id; those under EVERY_WORKSPACE hold in all of them, also in later ones. */
export type Grants = ReadonlyMap<number, ReadonlySet<Permission>>

export interface Principal {
  /** `nobody` only reaches public endpoints. */
  readonly kind: 'session' | 'key' | 'nobody'
  /** Account id or key id. */
  readonly id: string
  readonly name: string
  readonly accountId?: number
  /** Of the session in use; lets sign-out and "other sessions" find it. */
  readonly sessionId?: string
  readonly grants: Grants
  /** What the account chose; undefined when the browser decides. */
  readonly locale: Locale | undefined
}

export interface Actor extends Principal {
  /** What it may do in the workspace of this request. */
  readonly permissions: ReadonlySet<Permission>
  /** Ids of the workspaces it has any permission in. */
  readonly workspaces: 'every' | readonly number[]
}

export const nobody: Principal = { kind: 'nobody', id: '', name: '', grants: new Map(), locale: undefined }

const NONE: ReadonlySet<Permission> = new Set()

/** What the grants allow in one workspace. */
export function permissionsIn(grants: Grants, workspaceId: number): ReadonlySet<Permission> {
  const everywhere = grants.get(EVERY_WORKSPACE) ?? NONE
  const here = grants.get(workspaceId) ?? NONE
  return everywhere.size === 0 ? here : here.size === 0 ? everywhere : new Set([...everywhere, ...here])
}

/** Whether one set of permissions holds everything of another: nobody hands out what they do not have. */
export function covers(held: ReadonlySet<Permission>, asked: Iterable<Permission>): boolean {
  return [...asked].every((permission) => held.has(permission))
}

/** The principal as it acts in one workspace; without one, only what it may do everywhere. */
export function actIn(principal: Principal, workspaceId: number | undefined): Actor {
  return {
    ...principal,
    permissions: permissionsIn(principal.grants, workspaceId ?? EVERY_WORKSPACE),
    workspaces: principal.grants.has(EVERY_WORKSPACE) ? 'every' : [...principal.grants.keys()],
  }
}
