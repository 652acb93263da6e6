/** Decides, before a body is read, whether a request may reach its endpoint: who asks, in which workspace, with which permission. */
import type { FastifyRequest } from 'fastify'
import { type Actor, actIn, nobody, type Principal } from '../auth/actor.ts'
import { checkCsrf } from '../auth/csrf.ts'
import { failAuth } from '../auth/errors.ts'
import { DEFAULT_WORKSPACE, workspaceName } from '../auth/names.ts'
import { isPermission } from '../auth/permissions.ts'
import { findWorkspace, type WorkspaceRef } from '../auth/workspaces.ts'
import type { Endpoint } from '../contract.ts'
import { fail } from '../errors.ts'
import type { Handles } from '../handles.ts'
import type { Binding } from './bind.ts'

/** Who a request comes from; undefined when it names nobody or nobody valid. */
export type Authenticate = (request: FastifyRequest) => Promise<Principal | undefined>

export interface Admitted {
  readonly actor: Actor
  readonly workspace: WorkspaceRef | undefined
}

/** Throws 401, 403 or 404. A refusal carries no hint about what lies behind it. */
export async function admit(
  handles: Handles,
  input: { binding: Binding; request: FastifyRequest; principal: Principal | undefined },
): Promise<Admitted> {
  const { endpoint, needsWorkspace } = input.binding
  const principal = input.principal ?? (endpoint.access === 'public' ? nobody : fail('platform.unauthenticated'))
  if (principal.kind === 'session' && isWrite(endpoint)) checkCsrf(input.request)
  const workspace = needsWorkspace ? await workspaceOfRequest(handles, input.request) : undefined
  const actor = actIn(principal, workspace?.id)
  checkAccess(endpoint, actor, workspace)
  return { actor, workspace }
}

/** Whether it changes something: what is audited, kept for repetition and guarded against forged requests. */
export function isWrite(endpoint: Endpoint): boolean {
  return endpoint.method !== 'GET' && endpoint.readOnly !== true
}

/** The workspace of `X-Workspace`, or `default`. Throws 404 `auth.unknown_workspace`. */
async function workspaceOfRequest(handles: Pick<Handles, 'db'>, request: FastifyRequest): Promise<WorkspaceRef> {
  const found = await findWorkspaceOfRequest(handles, request)
  return found ?? failAuth('auth.unknown_workspace', { workspace: nameOfRequest(request).slice(0, MAX_ECHOED_NAME_LENGTH) })
}

const MAX_ECHOED_NAME_LENGTH = 100

/** The same, undefined when there is no such workspace. */
export async function findWorkspaceOfRequest(handles: Pick<Handles, 'db'>, request: FastifyRequest): Promise<WorkspaceRef | undefined> {
  const name = workspaceName.safeParse(nameOfRequest(request))
  return name.success ? findWorkspace(handles.db, name.data) : undefined
}

function nameOfRequest(request: FastifyRequest): string {
  const given = request.headers['x-workspace']
  return given === undefined || given === '' ? DEFAULT_WORKSPACE : String(given)
}

function checkAccess(endpoint: Endpoint, actor: Actor, workspace: WorkspaceRef | undefined): void {
  if (endpoint.access === 'public') return
  if (workspace && actor.permissions.size === 0) failAuth('auth.not_a_member', { workspace: workspace.name })
  if (endpoint.access === 'signedIn') return
  if (!isPermission(endpoint.access) || !actor.permissions.has(endpoint.access)) fail('platform.forbidden', { permission: endpoint.access })
}
