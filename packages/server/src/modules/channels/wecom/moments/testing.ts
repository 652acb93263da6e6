/** For tests of Moments: planning them, and what the phones of the local WeChat show and do. */
import { sql } from '../../../../platform/db/index.ts'
import type { ChannelWorld } from '../../testing.ts'
import { MomentContent } from './content.ts'
import { approveMoment, type MomentRow, type NewMoment, needMoment, planMoment } from './moments.ts'
import { runMoments } from './run.ts'

export type MomentWish = Partial<Omit<NewMoment, 'corp' | 'content'>> & { readonly text?: string; readonly pictures?: readonly string[] }

/** A draft that says its text. */
function draftMoment({ handles, corp }: ChannelWorld, { text = '新品到店', pictures = [], ...wish }: MomentWish): Promise<MomentRow> {
  const content = MomentContent.parse({ text, pictures: [...pictures] })
  const all = { name: undefined, userIds: [], tagIds: [], sendAt: undefined, untilAt: undefined, by: 'test' }
  return planMoment(handles, { corp, content, ...all, ...wish })
}

/** Planned and approved. Answers its id. */
export async function goMoment(channel: ChannelWorld, wish: MomentWish): Promise<number> {
  const { id } = await draftMoment(channel, wish)
  await approveMoment(channel.handles, { workspaceId: channel.workspace.id, id, by: 'test' })
  return id
}

export function runMomentsOf({ handles, wecom }: ChannelWorld): Promise<number> {
  return runMoments(handles, { wecom })
}

export function momentOf({ handles, workspace }: ChannelWorld, id: number): Promise<MomentRow & { moment_id?: string | null }> {
  return needMoment(handles.db, { workspaceId: workspace.id, id })
}

/** Members who published it, as we say. */
export async function publishedOf({ handles, workspace }: ChannelWorld, id: number): Promise<string[]> {
  const { rows } = await sql<{ user_id: string }>`select user_id from channels_wecom_moment_members
    where workspace_id = ${workspace.id} and moment = ${id} and published_at is not null order by user_id`.execute(handles.db)
  return rows.map((row) => row.user_id)
}

/** Reactions as we have them, a line each, sorted. */
export async function reactionsOf({ handles, workspace }: ChannelWorld, id: number): Promise<string[]> {
  const { rows } = await sql<{ line: string }>`
    select concat_ws(' ', kind, user_id, external_user_id, extract(epoch from happened_at)::bigint) as line
    from channels_wecom_moment_reactions where workspace_id = ${workspace.id} and moment = ${id}`.execute(handles.db)
  return rows.map(({ line }) => line).sort()
}

/** Of one that says this: the platform's ids of all that were made, who of the members published it, and what customers did, as the phones have it. */
export function phonesOf({ sandbox, corp }: ChannelWorld, text: string): { momentIds: string[]; published: string[]; reactions: string[] } {
  const { store } = sandbox.world
  const said = [corp.corpId, text]
  const made = `from moments where corp_id = ? and json_extract(content, '$.text.content') = ? and senders <> '[]'`
  const ids = store.all<{ id: string }>(`select moment_id as id ${made}`, said).map(({ id }) => id)
  const published = store.all<{ id: string }>(
    `select user_id as id from moment_tasks where published_at is not null and moment_id in (select moment_id ${made}) order by user_id`,
    said,
  )
  const reactions = store.all<{ line: string }>(
    `select kind || ' ' || user_id || ' ' || external_userid || ' ' || (at / 1000) as line from moment_reactions
     where external_userid is not null and moment_id in (select moment_id ${made})`,
    said,
  )
  return { momentIds: ids, published: published.map(({ id }) => id), reactions: reactions.map(({ line }) => line).sort() }
}
