/** Rows of media. Columns are explained in the migration. */
import type { MediaKind } from './kinds.ts'

/** What the platform is to do with it, as its uploads tell apart: sent in messages, shown in Moments, shown by its address. */
export type MediaUse = 'message' | 'moment' | 'address'

export interface MediaRow {
  workspace_id: number
  id: string
  name: string
  kind: MediaKind
  content_type: string
  size_bytes: number
  created_at: Date
  created_by: string
  used_at: Date
  deleted_at: Date | null
}

declare module '../../../../platform/db/tables.ts' {
  interface Tables {
    channels_wecom_media: MediaRow
    channels_wecom_media_ids: {
      workspace_id: number
      corp_id: string
      media_id: string
      use: MediaUse
      platform_id: string | null
      expires_at: Date | null
      leased_until: Date | null
    }
  }
}
