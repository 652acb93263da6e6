/** Identities of a batch: what must wait for an unbinding does, and a batch that is prepared again undoes nothing. */
import { beforeAll, describe, expect, test } from 'vitest'
import { sql } from '../../../platform/db/index.ts'
import { openWorld, type World } from '../../../platform/testing/world.ts'
import type { CollectedEvent, IdentifierRef } from '../collected.ts'
import { identifyBatch } from './identify.ts'
import { messageHash } from './message-hash.ts'
import type { Pending } from './pending.ts'
import { roundsOf } from './rounds.ts'
import { eventOf } from './testing.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})

const ref = (text: string): IdentifierRef => ({ kind: text.slice(0, text.indexOf(':')), value: text.slice(text.indexOf(':') + 1) })

describe('rounds', () => {
  /** `1 phone:2` is an event of workspace 1 with this identifier, `1- phone:2` an unbinding. */
  const pending = (text: string): Pending => {
    const [workspace = '', ...references] = text.split(' ')
    const type = workspace.endsWith('-') ? 'unbind' : 'track'
    const identifiers = references.map(ref)
    return {
      workspaceId: Number.parseInt(workspace, 10),
      refs: identifiers,
      event: eventOf({ messageId: text, type, identifiers }),
    } as unknown as Pending
  }
  const rounds = (...texts: string[]) =>
    roundsOf(texts.map(pending)).map(({ events, unbindings }) => [
      events.map(({ event }) => event.messageId),
      unbindings.map(({ event }) => event.messageId),
    ])

  test('without an unbinding there is one', () => {
    expect(rounds('1 user_id:a phone:1', '2 phone:1')).toEqual([[['1 user_id:a phone:1', '2 phone:1'], []]])
  })

  test('what an unbinding may concern waits for it, in its workspace', () => {
    const [bind, unbind, same, link, far, near] = [
      '1 user_id:a phone:1',
      '1- phone:1',
      '1 phone:2',
      '1 user_id:b email:c',
      '2 phone:1',
      '1 user_id:a',
    ]
    expect(rounds(bind, unbind, far, near, same)).toEqual([
      [[bind, far, near], [unbind]],
      [[same], []],
    ])
    expect(rounds(unbind, link, unbind, unbind, same)).toEqual([
      [[], [unbind]],
      [[link], [unbind, unbind]],
      [[same], []],
    ])
  })
})

describe('a batch that is prepared again', () => {
  const pendingOf = (workspaceId: number, event: CollectedEvent): Pending =>
    ({
      workspaceId,
      event,
      refs: event.identifiers,
      seenAt: event.timestamp,
      hash: messageHash(workspaceId, event.messageId),
      atom: 0,
      identified: false,
    }) as unknown as Pending

  async function newBatch(): Promise<{ workspaceId: number; batch: Pending[]; unbinding: Pending }> {
    const { id: workspaceId } = await world.newWorkspace()
    const [phone, user] = [ref('phone:13800138000'), ref('user_id:u1')]
    const events = [
      eventOf({ messageId: 'bound', type: 'bind', identifiers: [user, phone] }),
      eventOf({ messageId: 'unbound', type: 'unbind', identifiers: [phone] }),
      eventOf({ messageId: 'later', identifiers: [phone] }),
    ]
    const batch = events.map((event) => pendingOf(workspaceId, event))
    const unbinding = batch[1]
    if (!unbinding) throw new Error('there is no unbinding')
    return { workspaceId, batch, unbinding }
  }

  /** Who the atoms stand for now; those of one person look alike. */
  async function personsOf(workspaceId: number, batch: readonly Pending[]): Promise<number[]> {
    const { rows } = await sql<{ atom: number; person: number }>`
      select atom, person from identity_members where workspace_id = ${workspaceId}`.execute(world.handles.db)
    return batch.map(({ atom }) => rows.find((row) => row.atom === atom)?.person ?? atom)
  }

  async function unbound(workspaceId: number): Promise<number[]> {
    const { rows } = await sql<{ atom: number }>`select atom from identity_unbound where workspace_id = ${workspaceId}`.execute(
      world.handles.db,
    )
    return rows.map(({ atom }) => atom)
  }

  test('is done once: the unbinding stays with its person, what came later with somebody new', async () => {
    const { workspaceId, batch, unbinding } = await newBatch()
    await identifyBatch(world.handles, batch)
    const atoms = batch.map(({ atom }) => atom)
    const [before, after, later] = await personsOf(workspaceId, batch)
    expect([after, later === before]).toEqual([before, false])
    expect(await unbound(workspaceId)).toEqual([unbinding.atom])
    await identifyBatch(world.handles, batch)
    expect(batch.map(({ atom }) => atom)).toEqual(atoms)
    expect(await personsOf(workspaceId, batch)).toEqual([before, after, later])
    expect(await unbound(workspaceId)).toEqual([unbinding.atom])
  })

  test('goes on where it stopped when nobody heard how the unbinding ended', async () => {
    const { workspaceId, batch, unbinding } = await newBatch()
    await identifyBatch(world.handles, batch.slice(0, 2))
    unbinding.identified = false
    await identifyBatch(world.handles, batch)
    const [before, after, later] = await personsOf(workspaceId, batch)
    expect([after, later === before]).toEqual([before, false])
    expect(await unbound(workspaceId)).toEqual([unbinding.atom])
  })
})
