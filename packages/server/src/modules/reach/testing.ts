/** For tests of reach and of what stands on it: a corp in the local WeChat whose customers are people, and its background work run on demand. */
import { inTransaction, sql } from '../../platform/db/index.ts'
import { dispatchOutbox } from '../../platform/outbox/dispatch.ts'
import { emit } from '../../platform/outbox/index.ts'
import { type Caller, openTestServer, type TestServer } from '../../platform/testing/http.ts'
import type { World } from '../../platform/testing/world.ts'
import { audienceErrors } from '../audience/index.ts'
import { channelErrors } from '../channels/index.ts'
import { beginAtTen, type ChannelOptions, type ChannelWorld, openChannelWorld, runMassSends } from '../channels/testing.ts'
import { CONSENT_WITHDRAWN } from '../compliance/index.ts'
import { identityErrors, linkRoutes } from '../identity/index.ts'
import { reachErrors } from './errors.ts'
import { reachReactions } from './outcomes.ts'
import { reachRoutes } from './routes.ts'
import { runReach } from './run.ts'
import { withdrawalReactions } from './withdrawals.ts'

export interface ReachWorld {
  readonly channel: ChannelWorld
  readonly server: TestServer
  readonly owner: Caller
  /** Ids of customers and userids, in their order. */
  readonly customers: readonly string[]
  readonly staff: readonly string[]
  /** Each pair adds each other; answers when it is known here. */
  befriend(pairs: readonly (readonly [customer: string, userId: string])[]): Promise<void>
  /** Atom of the contact of the customer. */
  atomOf(customer: string): Promise<number>
  /** What they said about marketing. */
  consent(customer: string, state: 'granted' | 'withdrawn'): Promise<void>
  /** Lets pass so much time, does what is due on the way, and hears what came of it. */
  pass(ms: number): Promise<void>
  /** The member taps every task that waits for them. */
  tap(userId: string): void
  /** Texts of mass sends the customer has got. */
  inboxOf(customer: string): string[]
  close(): Promise<void>
}

/** Everybody of the workspace. */
export const EVERYBODY = { not: { tag: { name: '没有这个标签' } } }

/** Longer than the platform takes to bring a task to the members, and than our pauses between two looks at it. */
const STEP_MS = 15 * 60_000
const MAX_STEPS = 6

/** Business time is ten in the morning of tomorrow, out of quiet hours. */
export async function openReachWorld(world: World, options: ChannelOptions = {}): Promise<ReachWorld> {
  const { business, handles } = world
  beginAtTen(world)
  const channel = await openChannelWorld(world, options)
  const { sandbox, workspace, wecom } = channel
  const server = await openTestServer(world, [...reachRoutes({ wecom }), ...linkRoutes()], {
    errorTables: [reachErrors, audienceErrors, channelErrors, identityErrors],
  })
  const owner = await server.as('owner', { workspace })
  const work = async () => {
    for (let done = 1; done > 0; ) {
      await sandbox.drain()
      done =
        (await runReach(handles)) +
        (await runMassSends(handles, { wecom })) +
        (await dispatchOutbox(handles, [...reachReactions, ...withdrawalReactions]))
    }
  }
  const atomOf = async (customer: string) => {
    const { rows } = await sql<{ atom: number }>`select atom from channels_wecom_contacts
      where workspace_id = ${workspace.id} and external_user_id = ${externalUserIdOf(channel, customer)}`.execute(handles.db)
    return rows[0]?.atom ?? 0
  }
  return {
    channel,
    server,
    owner,
    customers: channel.customers,
    staff: channel.staff,
    befriend: async (pairs) => {
      for (const [customer, userId] of pairs) channel.act(`customer:${customer}`, 'addStaff', { userId })
      await channel.settle()
    },
    atomOf,
    consent: async (customer, state) => {
      const now = new Date(business.now())
      const [workspaceId, atom] = [workspace.id, await atomOf(customer)]
      const said = { purpose: 'marketing', channel: 'wecom' }
      await inTransaction(handles.db, async (tx) => {
        const { rows } = await sql<{ id: number }>`
          insert into compliance_consents (workspace_id, atom, purpose, channel, state, at, recorded_at, made_by, source)
          values (${workspaceId}, ${atom}, ${said.purpose}, ${said.channel}, ${state}, ${now}, ${now}, 'test', 'test') returning id`.execute(
          tx,
        )
        const news = {
          workspaceId,
          name: CONSENT_WITHDRAWN,
          payload: { atom, ...said },
          key: `${CONSENT_WITHDRAWN} ${rows[0]?.id}`,
          at: now,
        }
        if (state === 'withdrawn') await emit(tx, news)
      })
    },
    pass: async (ms) => {
      await work()
      const stepMs = Math.max(STEP_MS, Math.ceil(ms / MAX_STEPS))
      for (let left = ms; left > 0; left -= stepMs) {
        business.setOffsetMs(business.now() - world.real.now() + Math.min(left, stepMs))
        await work()
      }
    },
    tap: (userId) => {
      for (const msgid of tasksFor(channel, userId)) sandbox.act({ actor: `staff:${userId}`, verb: 'confirmMassSend', msgid })
    },
    inboxOf: (customer) =>
      sandbox.world.store
        .all<{ content: string }>('select content from inbox where person = ?', [`customer:${customer}`])
        .map(({ content }) => content),
    close: async () => {
      await server.close()
      await channel.close()
      business.setOffsetMs(0)
    },
  }
}

function externalUserIdOf({ sandbox }: ChannelWorld, customer: string): string {
  const statement = 'select external_user_id as id from external_ids where customer_id = ?'
  return String(sandbox.world.store.get<{ id: string }>(statement, [customer])?.id)
}

/** Mass sends that wait for the member and have reached them. */
function tasksFor({ sandbox, corp }: ChannelWorld, userId: string): string[] {
  return sandbox.world.store
    .all<{ msgid: string }>(
      `select task.msgid from mass_send_tasks task join mass_sends send on send.msgid = task.msgid
       where task.corp_id = ? and task.user_id = ? and task.status = 0 and send.cancelled_at is null and send.dispatched = 1 order by task.seq`,
      [corp.corpId, userId],
    )
    .map(({ msgid }) => msgid)
}
