import { beforeAll, expect, test } from 'vitest'
import { inTransaction } from '../../../platform/db/index.ts'
import { openWorld, type World } from '../../../platform/testing/world.ts'
import { keepRejects, listRejectsPage } from './rejects.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})

test('a refused row keeps no phone number and no address, also where it is cut', async () => {
  const { id: workspaceId } = await world.newWorkspace()
  const { db, ids } = world.handles
  const importId = ids.uuid()
  // However the row is shifted, its thousand characters end somewhere within a number or an address.
  const texts = Array.from({ length: 30 }, (_, shift) => '文'.repeat(shift) + '13800138000,li.si@mail.example,'.repeat(60))
  const rejects = texts.map((text, place) => ({ line: place + 1, code: 'events.import_row_columns', details: { message: text }, text }))
  await inTransaction(db, (tx) => keepRejects(tx, { workspaceId, importId, rejects, rejectedBefore: 0, at: new Date(0) }))
  const { items } = await listRejectsPage(db, { workspaceId, importId, limit: 100, cursor: undefined, locale: 'zh-CN' })
  expect(items).toHaveLength(30)
  const kept = JSON.stringify(await db.selectFrom('events_import_rejects').selectAll().where('import_id', '=', importId).execute())
  for (const piece of ['0013', '1380', 'li.s']) expect(kept).not.toContain(piece)
  expect(items[0]?.row).toMatch(/^(138\*{4}8000,\*{3}@mail\.example,)+.{0,64}…$/)
})
