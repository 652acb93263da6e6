/** Live audiences follow the thresholds: those that are set, and those that the brand's cycle moves. */
import { beforeAll, expect, test } from 'vitest'
import { sql } from '../../../platform/db/index.ts'
import type { Handles } from '../../../platform/handles.ts'
import { openWorld, type World } from '../../../platform/testing/world.ts'
import { newPeople, storeEvents } from '../../events/testing.ts'
import { createAudience } from '../audiences.ts'
import { publishCopies } from '../copies/publish.ts'
import { runLive } from '../live/run.ts'
import { changeSettings } from './change-settings.ts'
import { TierSettings } from './contract.ts'
import { refreshTiers } from './refresh.ts'

const DAY_MS = 86_400_000
const MINUTE_MS = 60_000
const BEGIN_MS = Date.UTC(2026, 4, 4, 12)
const BUYERS = 40

let world: World
let handles: Handles
let now = BEGIN_MS
let realNow = BEGIN_MS
beforeAll(async () => {
  world = await openWorld()
  handles = { ...world.handles, clocks: { real: { now: () => realNow }, business: { now: () => now } } }
})

test('a new threshold and a cycle that moved change who is in', async () => {
  const { id: workspaceId } = await world.newWorkspace({ timeZone: 'Asia/Shanghai' })
  const atoms = (await newPeople(handles, { workspaceId, count: BUYERS + 1 })).toSorted((a, b) => a - b)
  const [somebody = 0, ...buyers] = atoms
  await publishCopies(handles)
  await storeEvents(handles, { workspaceId, events: [{ name: 'view', atom: somebody, time: BEGIN_MS - 45 * DAY_MS }] })
  const rule = { lifecycle: { in: ['silent' as const] } }
  const made = { workspaceId, timeZone: 'Asia/Shanghai', name: 'silent', description: '', kind: 'live' as const, by: 'test' }
  const { id: audienceId } = await createAudience(handles, { ...made, of: { rule } })
  const members = async () => {
    while ((await runLive(handles)) > 0);
    const { rows } = await sql<{ person: number }>`select person from audience_members
      where workspace_id = ${workspaceId} and audience_id = ${audienceId} order by person`.execute(handles.db)
    return rows.map(({ person }) => person)
  }
  expect(await members()).toEqual([])
  const question = { workspaceId, timeZone: 'Asia/Shanghai', by: 'test' }
  await changeSettings(handles, { ...question, asOf: now, settings: TierSettings.parse({ silentDays: 40 }) })
  expect(await members()).toEqual([somebody])
  await changeSettings(handles, { ...question, asOf: now, settings: TierSettings.parse({}) })
  expect(await members()).toEqual([])

  await refreshTiers(handles)
  expect(await refreshTiers(handles)).toBe(0)
  // Old orders arrive: buyers come back after ten days, so 45 days of silence are more than three cycles.
  const orders = buyers.flatMap((atom) => [20, 10].map((day) => ({ name: 'buy', atom, time: BEGIN_MS - (300 + day) * DAY_MS })))
  await storeEvents(handles, { workspaceId, events: orders })
  now += 11 * MINUTE_MS
  realNow += 11 * MINUTE_MS
  // Other tests may have left live audiences of theirs.
  expect(await refreshTiers(handles)).toBeGreaterThanOrEqual(1)
  expect(await members()).toEqual([somebody])
})
