/** Whether a mass send that the platform lists says what a task says, as far as its list tells. */
import { z } from 'zod'
import type { WecomAttachment, WecomContent } from './content.ts'

const Listed = z.looseObject({
  msgtype: z.string().default(''),
  link: z.looseObject({ url: z.string().default('') }).optional(),
  miniprogram: z.looseObject({ appid: z.string().default(''), page: z.string().default('') }).optional(),
})

/** Material comes back under other names than it was given, so of pictures, videos and files only the kind counts. */
export function saysTheSame(content: WecomContent, listed: { readonly text: string; readonly attachments: readonly unknown[] }): boolean {
  if (listed.text !== (content.text ?? '') || listed.attachments.length !== content.attachments.length) return false
  const marks = listed.attachments.map(markOfListed)
  return content.attachments.every((attachment, place) => markOf(attachment) === marks[place])
}

function markOf(attachment: WecomAttachment): string {
  if (attachment.kind === 'link') return `link ${attachment.url}`
  if (attachment.kind === 'miniprogram') return `miniprogram ${attachment.appId} ${attachment.page}`
  return attachment.kind
}

function markOfListed(listed: unknown): string {
  const { data } = Listed.safeParse(listed)
  if (data?.link) return `link ${data.link.url}`
  if (data?.miniprogram) return `miniprogram ${data.miniprogram.appid} ${data.miniprogram.page}`
  return data?.msgtype ?? ''
}
