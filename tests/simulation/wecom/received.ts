/** What people of the local WeChat received, held against what is noted here. */
import type { ChannelWorld } from '../../../packages/server/src/modules/channels/testing.ts'
import { receiversOf, statesOf } from '../../../packages/server/src/modules/channels/wecom/mass-send/testing.ts'
import { sql } from '../../../packages/server/src/platform/db/index.ts'

/** Callbacks that were stored and have no outcome; what nobody is for has one: unknown. */
export async function unansweredCallbacks({ handles, corp }: ChannelWorld): Promise<number> {
  const { rows } = await sql<{ waiting: number }>`select count(*)::integer as waiting from channels_wecom_callbacks
    where corp_id = ${corp.corpId} and state = 'waiting'`.execute(handles.db)
  return rows[0]?.waiting ?? 0
}

export interface Received {
  /** What was received more often than it was said to be sent, or less often. */
  readonly wrong: readonly string[]
  /** How many of each outcome. */
  readonly outcomes: Readonly<Record<string, number>>
  readonly received: number
}

/** By member and customer: a welcome that is unknown may have been received or not, any other is as it is noted. */
export async function welcomesReceived({ handles, sandbox, corp }: ChannelWorld): Promise<Received> {
  const { rows } = await sql<{ pair: string; state: string }>`select user_id || ' ' || external_user_id as pair, state
    from channels_wecom_welcomes where corp_id = ${corp.corpId}`.execute(handles.db)
  const noted = Map.groupBy(rows, ({ pair }) => pair)
  const inbox = sandbox.world.store.all<{ pair: string; times: number }>(
    `select sender || ' ' || external_user_id as pair, count(*) as times from inbox
       join external_ids on inbox.person = 'customer:' || customer_id
     where corp_id = ? and json_extract(content, '$.text.content') = 'welcome' group by 1`,
    [corp.corpId],
  )
  const times = new Map(inbox.map((one) => [one.pair, one.times]))
  const wrong = [...new Set([...noted.keys(), ...times.keys()])].filter((pair) => {
    const ofPair = noted.get(pair) ?? []
    const [sent, unknown] = ['sent', 'unknown'].map((wanted) => ofPair.filter(({ state }) => state === wanted).length)
    const received = times.get(pair) ?? 0
    return received < (sent ?? 0) || received > (sent ?? 0) + (unknown ?? 0)
  })
  return { wrong, outcomes: counted(rows.map(({ state }) => state)), received: inbox.reduce((sum, one) => sum + one.times, 0) }
}

/** By text, of which each task has one of its own: who received it, once, is who it was noted as sent to. */
export async function massSendsReceived(channel: ChannelWorld, texts: readonly string[]): Promise<Received> {
  const wrong: string[] = []
  const states: string[] = []
  let received = 0
  for (const text of texts) {
    const noted = await statesOf(channel, text)
    const sent = Object.keys(noted).filter((id) => noted[id] === 'sent')
    const there = receiversOf(channel, text)
    if (there.join('\n') !== sent.sort().join('\n')) wrong.push(text)
    states.push(...Object.values(noted))
    received += there.length
  }
  return { wrong, outcomes: counted(states), received }
}

function counted(states: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const state of states) counts[state] = (counts[state] ?? 0) + 1
  return counts
}
