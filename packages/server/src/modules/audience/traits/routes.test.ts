import { beforeAll, expect, it } from 'vitest'
import { openTestServer, type TestServer } from '../../../platform/testing/http.ts'
import { openWorld, type World } from '../../../platform/testing/world.ts'
import { publishCopies } from '../copies/publish.ts'
import { newBrand } from '../testing.ts'
import { traitNames, traitValues } from './contract.ts'
import { traitSuggestionRoutes } from './routes.ts'

let world: World
let server: TestServer

beforeAll(async () => {
  world = await openWorld()
  server = await openTestServer(world, traitSuggestionRoutes())
})

it('offers the traits that people have, the most frequent first, and their values; never a phone number', async () => {
  const { atoms, trait, admin, workspace } = await newBrand({ world, server, count: 4 })
  const [a = 0, b = 0, c = 0, d = 0] = atoms
  await trait(a, { city: '上海', likes: ['tea', 'cake'], mobile: '13800138000' })
  await trait(b, { city: '上海', likes: ['tea'], age: 30 })
  await trait(c, { city: '杭州' })
  await trait(d, { city: '北京' })
  await trait(d, { city: null })
  await publishCopies(world.handles)
  const names = await admin.call(traitNames, { query: {} })
  expect(names.items.slice(0, 2)).toEqual([
    { name: 'city', people: expect.any(Number) },
    { name: 'likes', people: 2 },
  ])
  expect((await admin.call(traitNames, { query: { q: 'LIK' } })).items.map(({ name }) => name)).toEqual(['likes'])
  const values = async (query: { name: string; q?: string }) => (await admin.call(traitValues, { query })).items
  expect(await values({ name: 'city' })).toEqual([
    { value: '上海', people: 2 },
    { value: '杭州', people: 1 },
  ])
  expect(await values({ name: 'city', q: '杭' })).toEqual([{ value: '杭州', people: 1 }])
  expect(await values({ name: 'likes' })).toEqual([
    { value: 'tea', people: 2 },
    { value: 'cake', people: 1 },
  ])
  expect(await values({ name: 'age' })).toEqual([{ value: '30', people: 1 }])
  expect(await values({ name: 'mobile' })).toEqual([])
  expect(await values({ name: 'nobody has it' })).toEqual([])
  const stranger = await server.as('admin', { workspace: await world.newWorkspace() })
  expect((await stranger.call(traitNames, { query: {} })).items).toEqual([])
  expect(workspace.id).toBeGreaterThan(0)
})
