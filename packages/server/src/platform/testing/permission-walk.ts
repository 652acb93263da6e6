/** Asks every endpoint as people who must not reach it, and tells where somebody got through. */
import { PERMISSIONS } from '../auth/permissions.ts'
import { isWrite } from '../http/admit.ts'
import type { Binding } from '../http/bind.ts'
import type { Caller, Reply, TestServer } from './http.ts'
import type { World } from './world.ts'

/**
 * Sends each endpoint an empty request from a stranger, from a key with every permission but its own, from a key of another workspace
 * and, for writes, from a session without its CSRF token. Answers one sentence for each that was not refused; none is as it should be.
 */
export async function walkPermissions(
  world: Pick<World, 'newWorkspace'>,
  server: TestServer,
  bindings: readonly Binding[],
): Promise<string[]> {
  const workspace = await world.newWorkspace()
  const elsewhere = await server.as('owner', { workspace: await world.newWorkspace() })
  const session = await server.signedIn('owner')
  const { cookie = '' } = session.headers
  const found: string[] = []
  for (const binding of bindings) {
    const { endpoint } = binding
    if (endpoint.access === 'public') continue
    const ask = (caller: Caller, headers: Record<string, string> = {}) =>
      caller.reply(endpoint, { params: exampleParams(endpoint.path), headers: { 'x-workspace': workspace.name, ...headers } })
    const note = (who: string, answer: Reply, code: string, status: number) => {
      if (answer.status !== status || answer.error?.code !== code)
        found.push(`${endpoint.name} admits ${who}: ${answer.status} ${answer.text.slice(0, MAX_QUOTED_LENGTH)}`)
    }
    note('a stranger', await ask(server.stranger), 'platform.unauthenticated', 401)
    if (endpoint.access !== 'signedIn') {
      const others = await server.withPermissions(PERMISSIONS.filter((permission) => permission !== endpoint.access))
      note(`a key without ${endpoint.access}`, await ask(others), 'platform.forbidden', 403)
    }
    if (binding.needsWorkspace) note('a key of another workspace', await ask(elsewhere), 'auth.not_a_member', 403)
    if (isWrite(endpoint)) note('a session without its token', await ask(server.stranger, { cookie }), 'platform.csrf', 403)
  }
  return found
}

const MAX_QUOTED_LENGTH = 200

function exampleParams(path: string): Record<string, string> {
  return Object.fromEntries([...path.matchAll(/:(\w+)/g)].map(([, name = '']) => [name, '1']))
}
