import { beforeAll, expect, it } from 'vitest'
import { openWorld, type World } from '../../platform/testing/world.ts'
import { changeAudience, createAudience } from './audiences.ts'
import type { Rule } from './rule/rule.ts'
import { usesOf } from './uses.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})

async function brand() {
  const { id: workspaceId } = await world.newWorkspace()
  const own = { workspaceId, timeZone: 'UTC', by: 'test' }
  const make = async (name: string, rule: Rule, kind: 'live' | 'static' = 'live') =>
    (await createAudience(world.handles, { ...own, name, description: '', kind, of: { rule } })).id
  const change = (id: number, rule: Rule) => changeAudience(world.handles, { ...own, id, rule })
  return { workspaceId, make, change }
}

const done: Rule = { event: { name: 'buy' } }
const among = (...ids: number[]): Rule => ({ any: ids.map((id) => ({ audience: { id: String(id) } })) })
const times = (count: number): Rule => ({ any: Array.from({ length: count }, () => done) })

it('refuses a circle however long, and one audience that names itself', async () => {
  const { make, change } = await brand()
  const first = await make('一', done)
  const second = await make('二', { all: [among(first), done] })
  const third = await make('三', { not: among(second) })
  for (const rule of [among(first), among(third), { all: [done, { not: among(second) }] } as Rule])
    await expect(change(first, rule)).rejects.toMatchObject({ code: 'audience.circle' })
  await expect(make('四', among(99_999_999))).rejects.toMatchObject({ code: 'audience.not_found', details: { id: '99999999' } })
  await change(first, times(3))
})

it('lets a static audience stand between', async () => {
  const { make, change } = await brand()
  const first = await make('一', done)
  const kept = await make('二', among(first), 'static')
  await change(first, { any: [done, among(kept)] })
  await expect(change(kept, among(kept))).rejects.toMatchObject({ code: 'audience.circle' })
})

it('refuses rules that grow too large together, also by what they stand on', async () => {
  const { make, change } = await brand()
  const small = await make('一', done)
  const wide = await make('二', among(...Array.from({ length: 40 }, () => small)))
  await make('三', among(wide, wide))
  await expect(make('四', among(wide, wide, wide, wide, wide, wide))).rejects.toMatchObject({ code: 'audience.too_deep' })
  await change(small, times(2))
  await expect(change(small, times(3))).rejects.toMatchObject({ code: 'audience.too_deep' })
})

it('tells who uses an audience, and not who only mentions its number', async () => {
  const { workspaceId, make } = await brand()
  const used = await make('一', done)
  await make('用到', { all: [done, { not: among(used) }] })
  await make('没用到', { trait: { name: 'n', op: 'eq', value: String(used) } })
  expect((await usesOf(world.handles.db, { workspaceId, id: used })).map(({ name }) => name)).toEqual(['用到'])
})

it('two changes at once cannot make a circle', async () => {
  const { make, change } = await brand()
  const [first, second] = [await make('一', done), await make('二', done)]
  const ended = await Promise.allSettled([change(first, among(second)), change(second, among(first))])
  expect(ended.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
})
