/** The composition root: the only file that names every area. */
import type { Area } from './area.ts'
import { openSandboxOf, type Sandbox, type SandboxOptions } from './open-sandbox.ts'
import { payArea } from './pay/index.ts'
import { acquisitionArea } from './wecom/acquisition/index.ts'
import { contactWaysArea } from './wecom/contact-ways/index.ts'
import { contactsArea } from './wecom/contacts/index.ts'
import { corpArea } from './wecom/corp/index.ts'
import { corpTagsArea } from './wecom/corp-tags/index.ts'
import { feedbackArea } from './wecom/feedback/index.ts'
import { groupsArea } from './wecom/groups/index.ts'
import { massSendArea } from './wecom/mass-send/index.ts'
import { mediaArea } from './wecom/media/index.ts'
import { messagesArea } from './wecom/messages/index.ts'
import { momentsArea } from './wecom/moments/index.ts'
import { statisticsArea } from './wecom/statistics/index.ts'
import { transferArea } from './wecom/transfer/index.ts'
import { welcomeArea } from './wecom/welcome/index.ts'
import { weixinArea } from './weixin/index.ts'

/** Areas in the order in which a new world is furnished. */
export const allAreas: readonly Area[] = [
  corpArea,
  weixinArea,
  payArea,
  contactsArea,
  contactWaysArea,
  corpTagsArea,
  welcomeArea,
  groupsArea,
  acquisitionArea,
  massSendArea,
  momentsArea,
  statisticsArea,
  transferArea,
  messagesArea,
  mediaArea,
  feedbackArea,
]

/** A whole local WeChat. */
export function openSandbox(options: SandboxOptions = {}): Sandbox {
  return openSandboxOf({ ...options, areas: allAreas })
}
