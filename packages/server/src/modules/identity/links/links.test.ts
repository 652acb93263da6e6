import { beforeAll, expect, test } from 'vitest'
import { sql } from '../../../platform/db/index.ts'
import { openWorld, type World } from '../../../platform/testing/world.ts'
import { resolveAtoms } from '../atoms.ts'
import { liftApart } from './apart.ts'
import { decideConflict } from './conflicts.ts'
import { linkIdentifier, mergePeople } from './link.ts'
import { unbindIdentifier, unbindSeen } from './unbind.ts'
import { unmerge } from './unmerge.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})

const by = 'Li Lei'
const evidence = 'test'

/** `user_id:1 phone:2` as identifiers that came together. */
function refs(text: string) {
  return text.split(' ').map((one) => {
    const colon = one.lastIndexOf(':')
    return { kind: one.slice(0, colon), value: one.slice(colon + 1) }
  })
}

async function pool() {
  const { id: workspaceId } = await world.newWorkspace()
  const seeAt = async (seenAt: number, ...texts: string[]): Promise<number[]> => {
    const answers = await resolveAtoms(
      world.handles,
      texts.map((text) => ({ workspaceId, refs: refs(text), seenAt, source: 'segment', evidence })),
    )
    return answers.map((answer) => (typeof answer === 'number' ? answer : 0))
  }
  const see = (...texts: string[]) => seeAt(1_000, ...texts)
  const personOf = async (text: string): Promise<number> => {
    const [atom = 0] = await see(text)
    const { rows } = await sql<{
      person: number
    }>`select person from identity_members where workspace_id = ${workspaceId} and atom = ${atom}`.execute(world.handles.db)
    return rows[0]?.person ?? atom
  }
  const merges = async () =>
    await world.handles.db
      .selectFrom('identity_merges')
      .selectAll()
      .where('workspace_id', '=', workspaceId)
      .where('undone_at', 'is', null)
      .orderBy('id')
      .execute()
  const encounters = async () =>
    (
      await world.handles.db
        .selectFrom('identity_encounters')
        .select('reason')
        .where('workspace_id', '=', workspaceId)
        .orderBy('at')
        .execute()
    ).map(({ reason }) => reason)
  return { workspaceId, see, seeAt, personOf, merges, encounters }
}

test('identifiers that come together are one person, who takes earlier anonymous behaviour along', async () => {
  const { see, personOf, merges } = await pool()
  const [anonymous] = await see('anonymous_id:a')
  await see('user_id:u anonymous_id:a')
  expect(await personOf('user_id:u')).toBe(anonymous)
  await see('user_id:u phone:13800138000', 'user_id:u anonymous_id:a')
  expect(await personOf('phone:+8613800138000')).toBe(anonymous)
  expect((await merges()).map(({ kind }) => kind)).toEqual(['linked', 'linked'])
})

test('a device does not make two known people one, and is shared after a few', async () => {
  const { see, personOf, encounters } = await pool()
  await see('user_id:1 device_id:d', 'user_id:2 device_id:d', 'user_id:3 device_id:d')
  expect(new Set([await personOf('user_id:1'), await personOf('user_id:2'), await personOf('user_id:3')]).size).toBe(3)
  expect(await personOf('device_id:d')).toBe(await personOf('user_id:1'))
  await see('phone:13800138000 device_id:d')
  expect(await personOf('phone:13800138000')).not.toBe(await personOf('device_id:d'))
  expect(await encounters()).toEqual(['several_people', 'several_people', 'shared'])
})

test('any merge of a chain can be undone, and stays undone until it is lifted', async () => {
  const { workspaceId, see, personOf, merges } = await pool()
  const [a = 0, b = 0, c = 0] = await see('user_id:a', 'user_id:b', 'user_id:c')
  const first = await mergePeople(world.handles, { workspaceId, a, b, cause: 'request', by, evidence })
  expect(first).toMatchObject({ personId: a, merged: [b] })
  expect(await linkIdentifier(world.handles, { workspaceId, person: a, ref: { kind: 'user_id', value: 'c' }, by, evidence })).toMatchObject(
    {
      personId: a,
      merged: [c],
    },
  )
  const undone = await unmerge(world.handles, { workspaceId, person: c, mergeId: first.mergeId ?? 0, by })
  expect(undone).toMatchObject({ personId: a, separated: b })
  expect([await personOf('user_id:a'), await personOf('user_id:b'), await personOf('user_id:c')]).toEqual([a, b, a])
  await see('user_id:a user_id:b', 'user_id:b user_id:c')
  expect(await personOf('user_id:b')).toBe(b)
  await expect(mergePeople(world.handles, { workspaceId, a: b, b: c, cause: 'request', by, evidence })).rejects.toMatchObject({
    code: 'identity.conflict',
    details: { reason: 'apart' },
  })
  await liftApart(world.handles, { workspaceId, id: undone.apartId, by })
  await see('user_id:a user_id:b')
  expect(await personOf('user_id:b')).toBe(a)
  expect(await merges()).toHaveLength(2)
  await expect(unmerge(world.handles, { workspaceId, person: a, mergeId: first.mergeId ?? 0, by })).rejects.toMatchObject({
    code: 'identity.merge_unknown',
  })
})

test('a second value of a single kind waits for a decision', async () => {
  const { workspaceId, see, personOf } = await pool()
  await see('user_id:1 unionid:x', 'user_id:2 unionid:y', 'user_id:1 unionid:y', 'user_id:1 unionid:y')
  expect(await personOf('unionid:y')).toBe(await personOf('user_id:2'))
  const conflicts = () => world.handles.db.selectFrom('identity_conflicts').selectAll().where('workspace_id', '=', workspaceId).execute()
  const [conflict] = await conflicts()
  expect([(await conflicts()).length, conflict?.kind, conflict?.state]).toEqual([1, 'unionid', 'open'])
  const decided = await decideConflict(world.handles, { workspaceId, id: conflict?.id ?? 0, decision: 'replace', by })
  expect(decided.state).toBe('replaced')
  expect(await personOf('user_id:2')).toBe(await personOf('user_id:1'))
  const { rows } = await sql<{ kinds: unknown }>`select kinds from identity_persons where workspace_id = ${workspaceId}`.execute(
    world.handles.db,
  )
  expect(rows).toEqual([{ kinds: { user_id: 2, unionid: 1 } }])
  await expect(decideConflict(world.handles, { workspaceId, id: conflict?.id ?? 0, decision: 'apart', by })).rejects.toMatchObject({
    code: 'identity.conflict_decided',
  })
})

test('an unbound identifier leaves its history behind and begins anew', async () => {
  const { workspaceId, see, seeAt, personOf } = await pool()
  await see('user_id:u phone:13800138000')
  const [old = 0] = await see('phone:13800138000')
  const person = await personOf('user_id:u')
  await unbindIdentifier(world.handles, { workspaceId, person, ref: { kind: 'phone', value: '138 0013 8000' }, by, evidence: 'r1' })
  const [now = 0] = await see('phone:13800138000')
  expect(now).not.toBe(old)
  await see('user_id:v phone:13800138000')
  expect(await personOf('user_id:v')).not.toBe(person)
  const unbind = { workspaceId, refs: refs('phone:13800138000'), at: 5_000, source: 'sensors', evidence: 'e1' }
  await unbindSeen(world.handles, [unbind])
  await seeAt(4_000, 'user_id:v phone:13800138000')
  await unbindSeen(world.handles, [unbind])
  expect(await personOf('phone:13800138000'), 'sent again with the bind before it').not.toBe(await personOf('user_id:v'))
  await unbindSeen(world.handles, [unbind])
  await seeAt(6_000, 'user_id:w phone:13900139000')
  const before = await seeAt(6_000, 'phone:13900139000')
  await unbindSeen(world.handles, [{ ...unbind, refs: refs('phone:13900139000') }, unbind])
  expect(await seeAt(6_500, 'phone:13900139000'), 'seen for the first time, it takes effect whatever the clocks say').not.toEqual(before)
  await seeAt(7_000, 'user_id:w phone:13900139000')
  await unbindSeen(world.handles, [{ ...unbind, refs: refs('phone:13900139000') }])
  expect(await personOf('phone:13900139000'), 'bound since').toBe(await personOf('user_id:w'))
})
