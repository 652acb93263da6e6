/** Every endpoint of platform/auth refuses who lacks its access, and admits who has just that. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Endpoint } from '../contract.ts'
import { openTestServer, type TestServer } from '../testing/http.ts'
import { walkPermissions } from '../testing/permission-walk.ts'
import { openWorld, type World } from '../testing/world.ts'
import { authEndpoints } from './contract.ts'
import { PERMISSIONS, permissionWords } from './permissions.ts'
import { permissionsOfRole, ROLE_NAMES } from './roles.ts'
import { authRoutes } from './routes.ts'

let world: World
let server: TestServer

beforeAll(async () => {
  world = await openWorld()
  server = await openTestServer(world, [])
})
afterAll(() => server.close())

test('strangers, other permissions and sessions without their token are refused everywhere', async () => {
  expect(await walkPermissions(world, server, authRoutes())).toEqual([])
})

test('the walk finds an endpoint that lets everybody in', async () => {
  const [open] = authRoutes().filter(({ endpoint }) => endpoint.name === 'auth.list_roles')
  const pretended = open && { ...open, endpoint: { ...open.endpoint, access: 'keys.manage' } as Endpoint }
  const found = await walkPermissions(world, server, pretended ? [pretended] : [])
  expect(found).toEqual([expect.stringContaining('auth.list_roles admits a key without keys.manage')])
})

test('every endpoint of the contract is bound and the other way round', () => {
  expect(
    authRoutes()
      .map(({ endpoint }) => endpoint.name)
      .sort(),
  ).toEqual(authEndpoints.map(({ name }) => name).sort())
})

test('each role reaches exactly what its permissions say', async () => {
  const workspace = await world.newWorkspace()
  for (const role of ROLE_NAMES) {
    const caller = await server.as(role, { workspace })
    for (const endpoint of authEndpoints.filter(({ method, access }: Endpoint) => method === 'GET' && access.includes('.'))) {
      const may = permissionsOfRole(role).has(endpoint.access as never)
      expect((await caller.reply(endpoint)).status, `${role} ${endpoint.name}`).toBe(may ? 200 : 403)
    }
  }
})

test('the table of the README says the same', () => {
  const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8').replace(/ +/g, ' ')
  for (const permission of PERMISSIONS) {
    const cells = ROLE_NAMES.map((role) => (permissionsOfRole(role).has(permission) ? ' ●' : ''))
    expect(readme).toContain(`| \`${permission}\` | ${permissionWords[permission].zh} |${cells.map((cell) => `${cell} |`).join('')}`)
  }
})
