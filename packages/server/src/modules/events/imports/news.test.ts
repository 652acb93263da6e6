/** What the modules above hear of imports. */
import { beforeAll, expect, test } from 'vitest'
import { dispatchOutbox } from '../../../platform/outbox/dispatch.ts'
import { type News, on } from '../../../platform/outbox/index.ts'
import { openWorld, type World } from '../../../platform/testing/world.ts'
import { importFile } from '../testing.ts'
import { importMapping, importNewsName } from './contract.ts'
import { beginImport, endImport, insertImport } from './imports.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})

/** News of one workspace that nobody in this test has heard yet. */
async function heard(workspaceId: number): Promise<News[]> {
  const all: News[] = []
  const listen = async (_handles: unknown, _tx: unknown, news: News) => void all.push(news)
  const reactions = importNewsName.options.map((name) => on(name, `test.${crypto.randomUUID()}`, listen))
  await dispatchOutbox(world.handles, reactions)
  return all.filter((news) => news.workspaceId === workspaceId)
}

async function begun(): Promise<{ workspaceId: number; id: string }> {
  const { id: workspaceId } = await world.newWorkspace()
  const id = crypto.randomUUID()
  const mapping = importMapping.parse({ preset: 'taobao' })
  await insertImport(world.handles, { workspaceId, id, fileName: 'begun.csv', sizeBytes: 1, mapping })
  await beginImport(world.handles.db, { workspaceId, id })
  return { workspaceId, id }
}

test('an import that is done says what came of its rows', async () => {
  const { id: workspaceId } = await world.newWorkspace()
  const file = { workspaceId, fileName: '行为.csv', content: '1,2,3,pv,1511658000\nbad\n1,2,3,buy,1511658001\n', preset: 'taobao' as const }
  const payload = { fileName: '行为.csv', preset: 'taobao', rowsRejected: 1 }
  const first = await importFile(world.handles, file)
  expect(await heard(workspaceId)).toMatchObject([
    { name: 'events.import_finished', payload: { ...payload, importId: first, rowsStored: 2, rowsDuplicate: 0 } },
  ])
  const again = await importFile(world.handles, file)
  expect(await heard(workspaceId)).toMatchObject([
    { name: 'events.import_finished', payload: { ...payload, importId: again, rowsStored: 0, rowsDuplicate: 2 } },
  ])
})

test('an import that failed says so', async () => {
  const { id: workspaceId } = await world.newWorkspace()
  const importId = await importFile(world.handles, { workspaceId, fileName: 'x.csv', content: 'a,b\n1,2\n', preset: 'events' })
  expect(await heard(workspaceId)).toMatchObject([
    { name: 'events.import_failed', payload: { importId, fileName: 'x.csv', rowsStored: 0 } },
  ])
})

test('ending an import twice, also differently, is told once and as it ended first', async () => {
  const { workspaceId, id } = await begun()
  expect(await heard(workspaceId)).toEqual([])
  const at = new Date(0)
  await endImport(world.handles.db, { workspaceId, id, at })
  await endImport(world.handles.db, { workspaceId, id, at })
  await endImport(world.handles.db, { workspaceId, id, at, error: new Error('late') })
  expect((await heard(workspaceId)).map(({ name }) => name)).toEqual(['events.import_finished'])
})
