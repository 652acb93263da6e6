/** Rows of Moments. Columns are explained in the migration. */
import type { Generated, GeneratedAlways, JSONColumnType } from 'kysely'
import type { MomentContent } from './content.ts'
import type { MomentOutcome, MomentState, ReactionKind } from './states.ts'

export interface MomentTable {
  id: GeneratedAlways<number>
  workspace_id: number
  corp_id: string
  name: string
  content: JSONColumnType<MomentContent>
  user_ids: string[]
  tag_ids: string[]
  state: MomentState
  outcome: MomentOutcome | null
  send_at: Date
  until_at: Date
  look_at: Date | null
  tries: Generated<number>
  leased_until: Date | null
  cancel_asked: Generated<boolean>
  created_at: Date
  created_by: string
  approved_at: Date | null
  approved_by: string | null
  handed_at: Date | null
  handed_to: Generated<string[]>
  job_id: string | null
  moment_id: string | null
  refused_user_ids: Generated<string[]>
  refused_tag_ids: Generated<string[]>
  closed_at: Date | null
  ended_at: Date | null
  reason: string | null
}

declare module '../../../../platform/db/tables.ts' {
  interface Tables {
    channels_wecom_moments: MomentTable
    channels_wecom_moment_members: {
      workspace_id: number
      moment: number
      user_id: string
      published_at: Date | null
      visible_to: number | null
      looked_at: Date | null
    }
    channels_wecom_moment_reactions: {
      workspace_id: number
      moment: number
      user_id: string
      kind: ReactionKind
      corp_id: string
      external_user_id: string
      mark: string
      atom: number
      happened_at: Date
    }
  }
}
