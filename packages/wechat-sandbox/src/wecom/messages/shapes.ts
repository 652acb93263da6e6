/** The bodies of message/send, by kind [WW:90236]. Texts too long are cut, as the platform cuts them. */
import { z } from 'zod'
import { platformError } from '../../platform-error.ts'
import type { World } from '../../world.ts'
import { checkMedia } from '../media/files.ts'
import type { MediaKind } from '../media/kinds.ts'

/** WW:90236 */
const MAX_TEXT_BYTES = 2_048
const MAX_CARD_TITLE_BYTES = 128
const MAX_CARD_DESCRIPTION_BYTES = 512
const MAX_ARTICLES = 8
const MAX_NOTICE_ITEMS = 10
const MAX_URL_BYTES = 2_048

const cut = (maxBytes: number) =>
  z
    .string()
    .min(1)
    .transform((text) => cutBytes(text, maxBytes))
const url = z.string().min(1).max(MAX_URL_BYTES)
const media = z.object({ media_id: z.string().min(1) })
const article = z.object({
  title: cut(MAX_CARD_TITLE_BYTES),
  description: z
    .string()
    .transform((text) => cutBytes(text, MAX_CARD_DESCRIPTION_BYTES))
    .optional(),
})

const KINDS = {
  text: z.object({ content: cut(MAX_TEXT_BYTES) }),
  markdown: z.object({ content: cut(MAX_TEXT_BYTES) }),
  image: media,
  voice: media,
  file: media,
  video: media.extend({ title: z.string().optional(), description: z.string().optional() }),
  textcard: z.object({
    title: cut(MAX_CARD_TITLE_BYTES),
    description: cut(MAX_CARD_DESCRIPTION_BYTES),
    url,
    btntxt: z.string().optional(),
  }),
  news: z.object({
    articles: z.array(
      article.extend({ url: url.optional(), picurl: z.string().optional(), appid: z.string().optional(), pagepath: z.string().optional() }),
    ),
  }),
  mpnews: z.object({
    articles: z.array(
      z.object({
        title: cut(MAX_CARD_TITLE_BYTES),
        thumb_media_id: z.string().min(1),
        author: z.string().optional(),
        content_source_url: z.string().optional(),
        content: z.string().min(1),
        digest: z.string().optional(),
      }),
    ),
  }),
  miniprogram_notice: z.object({
    appid: z.string().min(1),
    page: z.string().optional(),
    title: z.string().min(4).max(12),
    description: z.string().min(4).max(12).optional(),
    emphasis_first_item: z.boolean().optional(),
    content_item: z
      .array(z.object({ key: z.string().min(1).max(10), value: z.string().min(1).max(30) }))
      .max(MAX_NOTICE_ITEMS)
      .optional(),
  }),
  template_card: z.looseObject({
    card_type: z.enum(['text_notice', 'news_notice', 'button_interaction', 'vote_interaction', 'multiple_interaction']),
    task_id: z.string().optional(),
  }),
} as const

type MessageKind = keyof typeof KINDS
/** A message as people see it: `{msgtype, [msgtype]: …}`. */
export interface MessageContent {
  readonly msgtype: MessageKind
  readonly [kind: string]: unknown
}

/** Cards that call back and can be rewritten through a response_code [WW:94888]. */
const ANSWERABLE: ReadonlySet<string> = new Set(['button_interaction', 'vote_interaction', 'multiple_interaction'])

/**
 * Reads the message of a body whose `msgtype` says where it lies.
 * @throws PlatformError 40008 unknown kind · 44004 no text · 45008 too many articles · 40058 a field is wrong · 40007 material is unknown
 */
export function readMessage(world: World, corpId: string, body: Readonly<Record<string, unknown>>): MessageContent {
  const msgtype = body.msgtype
  if (!isKind(msgtype)) return platformError(40008, `msgtype: one of ${Object.keys(KINDS).join(', ')}`)
  const given = body[msgtype]
  if ((msgtype === 'text' || msgtype === 'markdown') && !hasText(given)) platformError(44004, `${msgtype}.content`)
  if (msgtype === 'news' || msgtype === 'mpnews') checkArticles(msgtype, given)
  const read = KINDS[msgtype].safeParse(given)
  if (!read.success) {
    const [issue] = read.error.issues
    return platformError(40058, `${[msgtype, ...(issue?.path ?? [])].join('.')}: ${issue?.message ?? 'wrong'}`)
  }
  checkMaterial(world, corpId, msgtype, read.data)
  return { msgtype, [msgtype]: read.data }
}

/** Whether the card gets a response_code: its kind asks for an answer, or it bears a menu. */
export function isAnswerable(content: MessageContent): boolean {
  if (content.msgtype !== 'template_card') return false
  const card = content.template_card as { card_type: string; action_menu?: unknown }
  return ANSWERABLE.has(card.card_type) || card.action_menu !== undefined
}

function isKind(said: unknown): said is MessageKind {
  return typeof said === 'string' && Object.hasOwn(KINDS, said)
}

function hasText(given: unknown): boolean {
  const content = (given as { content?: unknown } | undefined)?.content
  return content !== undefined && content !== null && content !== ''
}

function checkArticles(msgtype: string, given: unknown): void {
  const count = (given as { articles?: unknown[] } | undefined)?.articles?.length ?? 0
  if (count < 1 || count > MAX_ARTICLES) platformError(45008, `${msgtype}.articles: 1 to ${MAX_ARTICLES}, not ${count}`)
}

function checkMaterial(world: World, corpId: string, msgtype: MessageKind, given: object): void {
  const kinds: Partial<Record<MessageKind, MediaKind>> = { image: 'image', voice: 'voice', video: 'video', file: 'file' }
  const kind = kinds[msgtype]
  if (kind && 'media_id' in given) checkMedia(world, corpId, String(given.media_id), { kind })
  if (msgtype !== 'mpnews') return
  for (const one of (given as z.output<typeof KINDS.mpnews>).articles) checkMedia(world, corpId, one.thumb_media_id, { kind: 'image' })
}

/** Cuts at a whole character. */
function cutBytes(text: string, maxBytes: number): string {
  const bytes = Buffer.from(text)
  if (bytes.length <= maxBytes) return text
  let end = maxBytes
  // 10xxxxxx goes on with a character begun before.
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1
  return bytes.subarray(0, end).toString()
}
