/** externalcontact/send_welcome_msg (A7). */
import { z } from 'zod'
import { type CallingApp, defineCall } from '../../call.ts'
import { platformError } from '../../platform-error.ts'
import type { World } from '../../world.ts'
import { mustSee } from '../corp/corps.ts'
import { contentShape, messagesOf, readContent } from '../mass-send/content.ts'
import { findWelcomeCode, markWelcomeCodeUsed, WELCOME_CODE_LIFE_MS, type WelcomeCode } from './codes.ts'

/** While the first app's message is on its way, other apps get 41096 instead of 41051 (WW:92599). The platform names no length; ours. */
const ON_ITS_WAY_MS = 1_000

export const sendWelcomeMessage = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/send_welcome_msg',
  source: 'WW:92599',
  limits: 'within 20 s and once: 41050, 41051, 41096; 41051 too once they talk; text 4,000 bytes, 9 attachments (41064)',
  body: z.object({ welcome_code: z.string().optional(), ...contentShape }),
  answer: ({ world, app, body }) => {
    if (!body.welcome_code) return platformError(41049)
    const code = requireUsableCode(world, app, body.welcome_code)
    const content = readContent(world, app.corpId, body)
    markWelcomeCodeUsed(world, code, app.agentId)
    for (const message of messagesOf(content)) {
      world.deliver({ to: { customer: code.customerId }, from: code.userId, channel: 'wecom', content: message })
    }
    return {}
  },
})

/** @throws 41050 unknown or over · 41096 another app is sending · 41051 sent, or they talk already · 60011 */
function requireUsableCode(world: World, app: CallingApp, text: string): WelcomeCode {
  const now = world.clock.now()
  const code = findWelcomeCode(world, app.corpId, text)
  if (!code || now - code.issuedAt > WELCOME_CODE_LIFE_MS) return platformError(41050, `welcome_code: ${text}`)
  mustSee(world, app, code.userId)
  if (code.usedAt !== null) {
    const byAnother = code.usedByAgentId !== app.agentId
    platformError(byAnother && now - code.usedAt < ON_ITS_WAY_MS ? 41096 : 41051, 'the welcome message was sent')
  }
  if (haveTalkedSince(world, code)) platformError(41051)
  return code
}

function haveTalkedSince(world: World, code: WelcomeCode): boolean {
  const sql = 'select 1 from contact_messages where corp_id = ? and external_userid = ? and user_id = ? and at >= ? limit 1'
  return world.store.get(sql, [code.corpId, code.externalUserId, code.userId, code.issuedAt]) !== undefined
}
