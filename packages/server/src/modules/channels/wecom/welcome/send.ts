/** externalcontact/send_welcome_msg, and what its answers mean. WW:92599 */
import { z } from 'zod'
import { callWecom, type Wecom, type WecomCall } from '../client/client.ts'
import { WecomFailure } from '../client/failures.ts'
import type { Corp } from '../connection/corps.ts'
import type { Attachment } from './contract.ts'
import type { WelcomeOutcome } from './outcomes.ts'

const SEND = {
  method: 'POST',
  api: 'externalcontact/send_welcome_msg',
  // Of an answer that got lost nobody knows whether it was sent, and a customer is better not welcomed than twice.
  repeatable: false,
  answer: z.object({}),
} as const satisfies WecomCall

/** WW:92599. */
const ERRCODE_EXPIRED = 41050
const ERRCODE_TAKEN = 41051
const ERRCODE_TAKEN_NOW = 41096
const TRY_AGAIN_MS = 1_000

export interface WelcomeMessage {
  readonly code: string
  /** '' for attachments alone. */
  readonly text: string
  readonly attachments: readonly Attachment[]
}

export type Sent =
  | { readonly outcome: WelcomeOutcome; readonly reason?: string }
  /** Certainly not sent: if the code lives no longer then, it ends as told. */
  | { readonly againMs: number; readonly otherwise: WelcomeOutcome; readonly reason: string }

/** Sends it once. Answers what came of it instead of throwing what the platform refuses. */
export async function sendWelcome(wecom: Wecom, { corp, message }: { corp: Corp; message: WelcomeMessage }): Promise<Sent> {
  const body = {
    welcome_code: message.code,
    ...(message.text !== '' && { text: { content: message.text } }),
    ...(message.attachments.length > 0 && { attachments: message.attachments.map(platformAttachment) }),
  }
  try {
    await callWecom(wecom, { corp, call: SEND, body })
    return { outcome: 'sent' }
  } catch (error) {
    if (error instanceof WecomFailure) return readFailure(error)
    throw error
  }
}

function readFailure({ kind, errcode, message, retryAfterMs }: WecomFailure): Sent {
  if (errcode === ERRCODE_EXPIRED) return { outcome: 'expired' }
  if (errcode === ERRCODE_TAKEN) return { outcome: 'taken' }
  if (errcode === ERRCODE_TAKEN_NOW) return { againMs: TRY_AGAIN_MS, otherwise: 'taken', reason: message }
  if (kind === 'retry') return { againMs: Math.max(TRY_AGAIN_MS, retryAfterMs), otherwise: 'expired', reason: message }
  return { outcome: kind === 'unknown' ? 'unknown' : 'refused', reason: message }
}

function platformAttachment(attachment: Attachment): object {
  if (attachment.type === 'image' || attachment.type === 'video' || attachment.type === 'file')
    return { msgtype: attachment.type, [attachment.type]: { media_id: attachment.mediaId } }
  if (attachment.type === 'miniprogram') {
    const { title, appId, page, pictureMediaId } = attachment
    return { msgtype: 'miniprogram', miniprogram: { title, appid: appId, page, pic_media_id: pictureMediaId } }
  }
  const { title, url, description, pictureUrl } = attachment
  return {
    msgtype: 'link',
    link: { title, url, ...(description !== '' && { desc: description }), ...(pictureUrl !== undefined && { picurl: pictureUrl }) },
  }
}
