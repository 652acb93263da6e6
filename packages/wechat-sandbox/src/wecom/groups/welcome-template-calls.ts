/** Calls about welcome templates of groups (A7). */
import { z } from 'zod'
import { type CallingApp, defineCall } from '../../call.ts'
import { platformError } from '../../platform-error.ts'
import type { World } from '../../world.ts'
import { activeStaff } from '../corp/staff.ts'
import { type MassContent, readContent } from '../mass-send/content.ts'
import { findMedia, keepPicture } from '../media/files.ts'
import { chatsOf } from './chats.ts'
import { findWelcomeTemplate, TEMPLATES_MOST, type WelcomeTemplate, welcomeTemplateCount } from './welcome-templates.ts'

/** WW:93438 */
const TEXT_BYTES = 3_000
/** One of these beside the text (WW:93438); the first given counts. */
const KINDS = ['image', 'link', 'miniprogram', 'file', 'video'] as const

const contentFields = {
  text: z.object({ content: z.string().optional() }).optional(),
  image: z.unknown().optional(),
  link: z.unknown().optional(),
  miniprogram: z.unknown().optional(),
  file: z.unknown().optional(),
  video: z.unknown().optional(),
  agentid: z.int().optional(),
}

export const addWelcomeTemplate = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/group_welcome_template/add',
  source: 'WW:93438',
  limits: '100 a corp (41055); text 3,000 bytes; one attachment',
  body: z.object({ ...contentFields, notify: z.union([z.literal(0), z.literal(1)]).default(1) }),
  answer: ({ world, app, body }) => {
    if (welcomeTemplateCount(world, app.corpId) >= TEMPLATES_MOST) platformError(41055)
    const content = templateContent(world, app, body)
    const templateId = world.ids.opaque('msg')
    const sql = 'insert into chat_welcome_templates (corp_id, template_id, agent_id, content, created_at) values (?, ?, ?, ?, ?)'
    world.store.run(sql, [app.corpId, templateId, app.agentId, JSON.stringify(content), world.clock.now()])
    if (body.notify === 1) notifyOwners(world, app.corpId, templateId)
    return { template_id: templateId }
  },
})

export const editWelcomeTemplate = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/group_welcome_template/edit',
  source: 'WW:93438',
  limits: 'only what the app made (41058)',
  body: z.object({ template_id: z.string().min(1), ...contentFields }),
  answer: ({ world, app, body }) => {
    const template = requireTemplate(world, app, body.template_id)
    const content = JSON.stringify(templateContent(world, app, body))
    const sql = 'update chat_welcome_templates set content = ? where corp_id = ? and template_id = ?'
    world.store.run(sql, [content, app.corpId, template.templateId])
    return {}
  },
})

export const getWelcomeTemplate = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/group_welcome_template/get',
  source: 'WW:93438',
  limits: 'only what the app made (41058)',
  body: z.object({ template_id: z.string().min(1) }),
  answer: ({ world, app, body }) => {
    const { content } = requireTemplate(world, app, body.template_id)
    const [attachment] = content.attachments ?? []
    const kind = KINDS.find((one) => one === attachment?.msgtype)
    const one = kind && attachment ? { [kind]: (attachment as Record<string, unknown>)[kind] } : {}
    return { ...(content.text ? { text: content.text } : {}), ...one }
  },
})

export const delWelcomeTemplate = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/group_welcome_template/del',
  source: 'WW:93438',
  limits: 'only what the app made (41058)',
  body: z.object({ template_id: z.string().min(1), agentid: z.int().optional() }),
  answer: ({ world, app, body }) => {
    const template = requireTemplate(world, app, body.template_id)
    const key = [app.corpId, template.templateId]
    world.store.run('delete from chat_welcome_templates where corp_id = ? and template_id = ?', key)
    world.store.run('update chats set welcome_template_id = null where corp_id = ? and welcome_template_id = ?', key)
    return {}
  },
})

/** @throws 40058 unknown · 41058 of another app */
function requireTemplate(world: World, app: CallingApp, templateId: string): WelcomeTemplate {
  const template = findWelcomeTemplate(world, app.corpId, templateId) ?? platformError(40058, `template_id: ${templateId}`)
  return template.agentId === app.agentId ? template : platformError(41058, `template_id: ${templateId}`)
}

type TemplateBody = { readonly text?: { content?: string | undefined } | undefined } & {
  readonly [kind in (typeof KINDS)[number]]?: unknown
}

/** Checks and keeps; a picture is kept for ever under an address, as get shows it. */
function templateContent(world: World, app: CallingApp, body: TemplateBody): MassContent {
  if (Buffer.byteLength(body.text?.content ?? '') > TEXT_BYTES) platformError(40058, `text.content: at most ${TEXT_BYTES} bytes`)
  const kind = KINDS.find((one) => body[one] !== undefined)
  const attachments = kind === undefined ? [] : [{ msgtype: kind, [kind]: body[kind] }]
  const content = readContent(world, app.corpId, { text: body.text, attachments })
  const [one] = content.attachments ?? []
  if (one?.msgtype !== 'image' || !one.image.media_id) return content
  const { contentType, bytes } = findMedia(world, app.corpId, one.image.media_id)
  const picUrl = keepPicture(world, { corpId: app.corpId, contentType, bytes })
  return { ...content, attachments: [{ msgtype: 'image', image: { pic_url: picUrl } }] }
}

/** Owners of groups are asked to use the new template. */
function notifyOwners(world: World, corpId: string, templateId: string): void {
  const content = { msgtype: 'group_welcome_template', group_welcome_template: { template_id: templateId } }
  for (const { userId } of activeStaff(world, corpId)) {
    if (chatsOf(world, corpId, userId).length > 0)
      world.deliver({ to: { staff: userId, corpId }, from: '客户联系', channel: 'app', content })
  }
}
