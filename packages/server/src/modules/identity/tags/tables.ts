/** Rows of tags. */
import type { Generated, GeneratedAlways } from 'kysely'
import type { TagCause, TagColor, TagDimension, TagKind } from './contract.ts'

declare module '../../../platform/db/tables.ts' {
  interface Tables {
    identity_tag_groups: {
      workspace_id: number
      id: GeneratedAlways<number>
      name: string
      exclusive: boolean
      dimension: TagDimension | null
      position: number
      made_at: Date
      made_by: string
    }
    identity_tags: {
      workspace_id: number
      id: GeneratedAlways<number>
      name: string
      kind: TagKind
      group_id: number | null
      dimension: TagDimension
      description: string
      color: TagColor
      half_life_days: Generated<number | null>
      made_at: Date
      made_by: string
      archived_at: Generated<Date | null>
      archived_by: Generated<string | null>
    }
    identity_tag_marks: {
      workspace_id: number
      tag_id: number
      /** Empty for a tag without values. */
      value: string
      atom: number
      has: Generated<boolean>
      score: Generated<number>
      since: Date
      cause: TagCause
      made_by: string
      changes: Generated<number>
    }
    identity_tag_history: {
      workspace_id: number
      atom: number
      tag_id: number
      value: string
      place: number
      changes: number
      has: boolean
      since: Date
      cause: TagCause
      made_by: string
    }
  }
}
