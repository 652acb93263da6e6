/** Rows of the tables of corp tags. Columns are explained in the migration. */
import type { Generated, GeneratedAlways } from 'kysely'
import type { TagDirection } from './contract.ts'

declare module '../../../../platform/db/tables.ts' {
  interface Tables {
    channels_wecom_corp_tags: {
      workspace_id: number
      corp_id: string
      tag_id: string
      name: string
      group_id: string
      group_name: string
      position: number
      made_here: Generated<boolean>
      deleted_at: Date | null
    }
    channels_wecom_tag_links: {
      id: GeneratedAlways<number>
      workspace_id: number
      corp_id: string
      tag_id: number
      corp_tag_id: string
      direction: TagDirection
      changed_at: Date
      changed_by: string
    }
    channels_wecom_tag_marks: {
      workspace_id: number
      corp_id: string
      link_id: number
      user_id: string
      external_user_id: string
      atom: number
      has: boolean
      known_at: Date
      wanted: boolean | null
      due_at: Date | null
      claimed_until: Date | null
      tries: Generated<number>
      failed: string | null
    }
    channels_wecom_tag_rounds: {
      workspace_id: number
      corp_id: string
      look_at: Date
      list_at: Date
      looked_at: Date | null
      listed_at: Date | null
      list_error: string | null
    }
  }
}
