/** WeCom as a whole: what the composition root registers. */
import type { Binding } from '../../../platform/http/bind.ts'
import type { CallbackHandler } from './callbacks/handler.ts'
import { type ConnectionServices, connectionRoutes } from './connection/routes.ts'
import { contactCallbacks } from './contacts/callbacks.ts'
import { contactRoutes } from './contacts/routes.ts'
import { dayRoutes } from './day/routes.ts'
import { groupCallbacks } from './groups/callbacks.ts'
import { groupRoutes } from './groups/routes.ts'
import { lostRoutes } from './lost/routes.ts'
import { massSendRoutes } from './mass-send/routes.ts'
import { mediaRoutes } from './media/routes.ts'
import { momentRoutes } from './moments/routes.ts'
import { alarmCallbacks } from './quotas/alarms.ts'
import { quotaRoutes } from './quotas/routes.ts'
import { reconcileRoutes } from './reconcile/routes.ts'
import { tagCallbacks } from './tags/callbacks.ts'
import { tagSyncRoutes } from './tags/routes.ts'
import { transferCallbacks } from './transfer/callbacks.ts'
import { transferRoutes } from './transfer/routes.ts'
import { welcomeRoutes } from './welcome/routes.ts'

/** What does something about callbacks; what nobody is for is kept as unknown. */
export const wecomHandlers: readonly CallbackHandler[] = [contactCallbacks, groupCallbacks, transferCallbacks, alarmCallbacks, tagCallbacks]

export function channelRoutes(services: ConnectionServices): Binding[] {
  return [
    ...connectionRoutes(services),
    ...dayRoutes(),
    ...contactRoutes(services),
    ...groupRoutes(),
    ...reconcileRoutes(),
    ...transferRoutes(services),
    ...lostRoutes(),
    ...welcomeRoutes(),
    ...tagSyncRoutes(services),
    ...massSendRoutes(),
    ...mediaRoutes(),
    ...momentRoutes(),
    ...quotaRoutes(services),
  ]
}
