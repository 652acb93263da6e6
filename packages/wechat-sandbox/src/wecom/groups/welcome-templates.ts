/** Welcome templates of groups 入群欢迎语素材 as rows, and what newcomers get to see. */
import type { Effects } from '../../verb.ts'
import type { World } from '../../world.ts'
import { findCustomer } from '../corp/customers.ts'
import { type MassContent, messagesOf } from '../mass-send/content.ts'
import type { Chat } from './chats.ts'

/** WW:93438, of one corp (41055). */
export const TEMPLATES_MOST = 100
/** WW:93438: stands for the newcomer's name, upper case only. */
const NICKNAME = '%NICKNAME%'

export interface WelcomeTemplate {
  readonly templateId: string
  readonly agentId: number
  readonly content: MassContent
}

interface TemplateRow {
  templateId: string
  agentId: number
  content: string
}

export function findWelcomeTemplate(world: World, corpId: string, templateId: string): WelcomeTemplate | undefined {
  const sql =
    'select template_id as templateId, agent_id as agentId, content from chat_welcome_templates where corp_id = ? and template_id = ?'
  const row = world.store.get<TemplateRow>(sql, [corpId, templateId])
  return row && { templateId: row.templateId, agentId: row.agentId, content: JSON.parse(row.content) as MassContent }
}

export function welcomeTemplateCount(world: World, corpId: string): number {
  return world.store.get<{ n: number }>('select count(*) as n from chat_welcome_templates where corp_id = ?', [corpId])?.n ?? 0
}

/** Greets a customer who came in with the template the owner chose for the group; only the newcomer sees it (unverified). */
export function greetNewcomer(world: World, chat: Chat, customerId: string): Effects {
  const template = chat.welcomeTemplateId === null ? undefined : findWelcomeTemplate(world, chat.corpId, chat.welcomeTemplateId)
  if (!template) return []
  const name = findCustomer(world, customerId)?.name ?? ''
  const { text } = template.content
  const content = text ? { ...template.content, text: { content: text.content.replaceAll(NICKNAME, name) } } : template.content
  for (const message of messagesOf(content)) {
    world.deliver({ to: { customer: customerId }, from: chat.owner, channel: 'group', chatId: chat.chatId, content: message })
  }
  return [`greeted with ${template.templateId}`]
}
