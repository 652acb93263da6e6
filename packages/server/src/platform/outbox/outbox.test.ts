import { beforeAll, expect, test } from 'vitest'
import { inTransaction } from '../db/index.ts'
import { openWorld, type World } from '../testing/world.ts'
import { dispatchOutbox } from './dispatch.ts'
import { emit, type News, on } from './index.ts'
import { sweepOutbox } from './sweep.ts'

let world: World
let workspaceId: number

beforeAll(async () => {
  world = await openWorld()
  workspaceId = (await world.newWorkspace()).id
})

async function tell(name: string, input: { key?: string; fail?: boolean } = {}): Promise<void> {
  await inTransaction(world.handles.db, async (tx) => {
    await emit(tx, { workspaceId, name, payload: { word: '好' }, key: input.key ?? crypto.randomUUID(), at: new Date(0) })
    if (input.fail) throw new Error('rolled back')
  })
}

function listener(name: string): { reaction: ReturnType<typeof on>; heard: News[] } {
  const heard: News[] = []
  return { heard, reaction: on(name, `test.${crypto.randomUUID()}`, async (_handles, _tx, news) => void heard.push(news)) }
}

test('each reaction hears committed news once, and nothing of what was rolled back', async () => {
  const name = `test.${crypto.randomUUID()}`
  const [first, second] = [listener(name), listener(name)]
  await tell(name)
  await tell(name, { fail: true }).catch(() => undefined)
  await dispatchOutbox(world.handles, [first.reaction, second.reaction])
  await dispatchOutbox(world.handles, [first.reaction, second.reaction])
  for (const { heard } of [first, second]) expect(heard).toMatchObject([{ workspaceId, name, payload: { word: '好' } }])
})

test('a repeated key is emitted once', async () => {
  const name = `test.${crypto.randomUUID()}`
  const { heard, reaction } = listener(name)
  const key = crypto.randomUUID()
  await tell(name, { key })
  await tell(name, { key })
  await dispatchOutbox(world.handles, [reaction])
  expect(heard).toHaveLength(1)
})

test('a reaction that fails leaves nothing behind and is run again later', async () => {
  const name = `test.${crypto.randomUUID()}`
  const setting = crypto.randomUUID()
  let runs = 0
  const reaction = on(name, `test.${crypto.randomUUID()}`, async (_handles, tx) => {
    await tx
      .insertInto('platform_settings')
      .values({ name: setting, value: String(++runs) })
      .execute()
    if (runs === 1) throw new Error('not yet')
  })
  await tell(name)
  await dispatchOutbox(world.handles, [reaction])
  expect(runs).toBe(1)
  world.real.setOffsetMs(world.real.offsetMs() + 60_000)
  await dispatchOutbox(world.handles, [reaction])
  const kept = await world.handles.db.selectFrom('platform_settings').select('value').where('name', '=', setting).execute()
  expect(kept).toEqual([{ value: '2' }])
})

test('a sweep takes what everybody heard a week ago, of the names it is told, and nothing that is still owed', async () => {
  const [heard, kept, owed] = ['heard', 'kept', 'owed'].map((word) => `test.${word}.${crypto.randomUUID()}`)
  for (const name of [heard, kept, owed]) await tell(name ?? '')
  const reaction = on(owed ?? '', `test.${crypto.randomUUID()}`, async () => {
    throw new Error('not yet')
  })
  await dispatchOutbox(world.handles, [reaction])
  await inTransaction(world.handles.db, (tx) =>
    emit(tx, { workspaceId, name: heard ?? '', payload: {}, key: crypto.randomUUID(), at: now() }),
  )
  await dispatchOutbox(world.handles, [])
  await sweepOutbox(world.handles, { names: [heard ?? '', owed ?? ''] })
  const rows = await world.handles.db
    .selectFrom('platform_outbox')
    .select(['name', 'emitted_at'])
    .where('name', 'in', [heard ?? '', kept ?? '', owed ?? ''])
    .orderBy('id')
    .execute()
  expect(rows.map(({ name }) => name)).toEqual([kept, owed, heard])
})

function now(): Date {
  return new Date(world.handles.clocks.business.now())
}
