/** externalcontact/remark: what a member calls and notes of a contact. WW:92694 */
import { z } from 'zod'
import type { Corp } from '../connection/corps.ts'
import { callWecom, type Wecom, type WecomCall } from './client.ts'

export interface RemarkFields {
  /** Absent: as it is; '' clears it. */
  readonly remark?: string | undefined
  readonly description?: string | undefined
  /** All of them anew; none clears them. */
  readonly phones?: readonly string[] | undefined
}

const REMARK = {
  method: 'POST',
  api: 'externalcontact/remark',
  // It says how the notes are to be.
  repeatable: true,
  answer: z.object({}),
} as const satisfies WecomCall

/** @throws WecomFailure */
export async function remarkContact(
  wecom: Wecom,
  input: { corp: Corp; userId: string; externalUserId: string; fields: RemarkFields },
): Promise<void> {
  const { corp, userId, externalUserId, fields } = input
  const { remark, description, phones } = fields
  const body = {
    userid: userId,
    external_userid: externalUserId,
    ...(remark !== undefined && { remark }),
    ...(description !== undefined && { description }),
    // WW:92694: one empty number clears them.
    ...(phones !== undefined && { remark_mobiles: phones.length === 0 ? [''] : phones }),
  }
  await callWecom(wecom, { corp, call: REMARK, body })
}
