import { afterAll, beforeAll, expect, test } from 'vitest'
import { bindEverything, errorTables } from './app.ts'
import { endpoints } from './endpoints.ts'
import { openWecom } from './modules/channels/index.ts'
import { openDoorkeeper } from './modules/events/plan/declarations.ts'
import { movableClock } from './platform/clock.ts'
import type { Binding } from './platform/http/bind.ts'
import { openTestServer, type TestServer } from './platform/testing/http.ts'
import { walkPermissions } from './platform/testing/permission-walk.ts'
import { openWorld, type World } from './platform/testing/world.ts'

let world: World
let server: TestServer
let bindings: Binding[]

beforeAll(async () => {
  world = await openWorld()
  const doorkeeper = openDoorkeeper(world.handles)
  const channels = { wecom: openWecom(world.handles, { apiBase: () => 'http://127.0.0.1:1' }), publicUrl: () => undefined }
  bindings = bindEverything({ doorkeeper, businessClock: movableClock(), sandbox: true, runDue: async () => 0, channels })
  server = await openTestServer(world, bindings, { errorTables })
})
afterAll(() => server.close())

test('every endpoint of the list is answered, and nothing else', () => {
  const names = (list: readonly { name: string }[]) => list.map(({ name }) => name).sort()
  expect(names(bindings.map(({ endpoint }) => endpoint))).toEqual(names(endpoints))
})

test('every code an endpoint may answer with has words', () => {
  const known = new Set(errorTables.flatMap((table) => Object.keys(table)))
  const unknown = endpoints
    .flatMap(({ errors = [] }) => errors)
    .filter((code) => !known.has(code) && !/^(auth|platform|http|clickhouse)\./.test(code))
  expect(unknown).toEqual([])
})

test('no endpoint lets in whoever lacks its permission', async () => {
  expect(await walkPermissions(world, server, bindings)).toEqual([])
})
