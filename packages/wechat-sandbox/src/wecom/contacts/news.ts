/** What the corp is told about contacts (A14 change_external_contact). */
import type { Effects } from '../../verb.ts'
import type { World } from '../../world.ts'
import { staffMember } from '../corp/staff.ts'

export type ContactChange =
  | 'add_external_contact'
  | 'add_half_external_contact'
  | 'edit_external_contact'
  | 'del_external_contact'
  | 'del_follow_user'

interface Told {
  readonly corpId: string
  readonly userId: string
  readonly externalUserId: string
  readonly change: ContactChange
  readonly state?: string | null | undefined
  readonly welcomeCode?: string | undefined
}

/** Queues the callback. Nothing is told of staff without 客户联系. */
export function tellContact(world: World, told: Told): Effects {
  const { corpId, userId, externalUserId, change } = told
  if (!staffMember(world, corpId, userId)?.contactsEnabled) return []
  const fields = { UserID: userId, ExternalUserID: externalUserId, State: told.state || undefined, WelcomeCode: told.welcomeCode }
  world.callback({ corpId, Event: 'change_external_contact', ChangeType: change, fields })
  return [`callback ${change}`]
}
