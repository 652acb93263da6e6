/** Signing in and out, and what an account does for itself. */
import type { FastifyRequest } from 'fastify'
import { fail } from '../errors.ts'
import type { Handles } from '../handles.ts'
import { findWorkspaceOfRequest } from '../http/admit.ts'
import { type Binding, bindToAccount } from '../http/bind.ts'
import { changeAccount, emailKey, findAccount, findAccountByEmail, passwordHashOf } from './accounts.ts'
import { type Actor, EVERY_WORKSPACE, permissionsIn } from './actor.ts'
import * as contract from './contract.ts'
import { clearSessionCookies, setSessionCookies } from './cookies.ts'
import { csrfTokenOf } from './csrf.ts'
import { failAuth } from './errors.ts'
import { countTry, forgiveTry, type LoginSubject } from './login-limit.ts'
import { rolesOfAccount } from './members.ts'
import { hashPassword, passwordFits } from './passwords.ts'
import { endSession, endSessionsOf, listSessions, openSession } from './sessions.ts'
import { listWorkspaces } from './workspaces.ts'

/** More workspaces than this are reached through the list. */
const MAX_WORKSPACES_OF_ME = 200

export function sessionRoutes(): Binding[] {
  return [
    bindToAccount(contract.signIn, async ({ handles, body, request, reply }) => {
      const subjects = subjectsOf(request, emailKey(body.email))
      await countTry(handles, subjects)
      const account = await findAccountByEmail(handles.db, body.email)
      const fits = await passwordFits(body.password, account?.passwordHash)
      if (!account || !fits || account.disabledAt !== null) return failAuth('auth.wrong_credentials')
      await forgiveTry(handles, subjects)
      const session = await openSession(handles, {
        accountId: account.id,
        address: request.ip,
        client: request.headers['user-agent'] ?? '',
      })
      await changeAccount(handles.db, { id: account.id, change: { signedInAt: new Date(handles.clocks.real.now()) } })
      const csrfToken = csrfTokenOf(session.token)
      setSessionCookies(reply, { ...session, csrfToken, secure: isHttps(handles, request) })
      return { accountId: String(account.id), csrfToken, expiresAt: session.expiresAt.toISOString() }
    }),
    bindToAccount(contract.signOut, async ({ handles, actor, reply }) => {
      const { accountId, sessionId } = ownAccount(actor)
      await endSession(handles.db, { accountId, sessionId })
      clearSessionCookies(reply)
    }),
    bindToAccount(contract.me, async ({ handles, actor, request }) => aboutActor(handles, actor, request)),
    bindToAccount(contract.updateMe, async ({ handles, actor, body }) => {
      await changeAccount(handles.db, { id: ownAccount(actor).accountId, change: body })
    }),
    bindToAccount(contract.changePassword, async ({ handles, actor, body, request }) => {
      const { accountId, sessionId } = ownAccount(actor)
      const subjects = subjectsOf(request, `password of ${accountId}`)
      await countTry(handles, subjects)
      const fits = await passwordFits(body.currentPassword, await passwordHashOf(handles.db, accountId))
      if (!fits) failAuth('auth.wrong_password')
      await forgiveTry(handles, subjects)
      await changeAccount(handles.db, { id: accountId, change: { passwordHash: await hashPassword(body.newPassword) } })
      await endSessionsOf(handles.db, { accountId, except: sessionId })
    }),
    bindToAccount(contract.listSessions, async ({ handles, actor }) => {
      const { accountId, sessionId } = ownAccount(actor)
      const sessions = await listSessions(handles, accountId)
      const items = sessions.map(({ createdAt, seenAt, expiresAt, ...session }) => ({
        ...session,
        createdAt: createdAt.toISOString(),
        seenAt: seenAt.toISOString(),
        expiresAt: expiresAt.toISOString(),
        current: session.id === sessionId,
      }))
      return { items, nextCursor: null }
    }),
    bindToAccount(contract.endSession, async ({ handles, actor, params }) => {
      const ended = await endSession(handles.db, { accountId: ownAccount(actor).accountId, sessionId: params.id })
      if (!ended) fail('platform.not_found', { what: { zh: '这个会话', en: 'This session' } })
    }),
  ]
}

function subjectsOf(request: FastifyRequest, account: string): readonly LoginSubject[] {
  return [
    { kind: 'address', value: request.ip },
    { kind: 'account', value: account },
  ]
}

function isHttps(handles: Handles, request: FastifyRequest): boolean {
  return request.protocol === 'https' || handles.config.publicUrl?.startsWith('https:') === true
}

/** Throws `auth.accounts_only` for a key. */
function ownAccount(actor: Actor): { accountId: number; sessionId: string } {
  const { accountId, sessionId } = actor
  return accountId !== undefined && sessionId !== undefined ? { accountId, sessionId } : failAuth('auth.accounts_only')
}

async function aboutActor(handles: Handles, actor: Actor, request: FastifyRequest) {
  const account = actor.accountId === undefined ? undefined : await findAccount(handles.db, actor.accountId)
  const roles = actor.accountId === undefined ? new Map<number, string>() : await rolesOfAccount(handles.db, actor.accountId)
  const workspaces = await listWorkspaces(handles.db, { among: actor.workspaces, limit: MAX_WORKSPACES_OF_ME })
  const here = await findWorkspaceOfRequest(handles, request)
  return {
    kind: account ? ('session' as const) : ('key' as const),
    id: actor.id,
    name: actor.name,
    email: account?.email ?? null,
    locale: account?.locale ?? null,
    permissions: here ? [...permissionsIn(actor.grants, here.id)] : [],
    workspaces: workspaces.map(({ id, name, timeZone }) => ({
      name,
      timeZone,
      role: roles.get(EVERY_WORKSPACE) ?? roles.get(id) ?? null,
      permissions: [...permissionsIn(actor.grants, id)],
    })),
    everyWorkspace: actor.workspaces === 'every',
  }
}
