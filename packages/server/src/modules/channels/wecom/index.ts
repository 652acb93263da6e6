/** WeCom as a whole: what the composition root registers. */
import type { Binding } from '../../../platform/http/bind.ts'
import type { CallbackHandler } from './callbacks/handler.ts'
import { type ConnectionServices, connectionRoutes } from './connection/routes.ts'
import { contactCallbacks } from './contacts/callbacks.ts'
import { contactRoutes } from './contacts/routes.ts'
import { massSendRoutes } from './mass-send/routes.ts'
import { reconcileRoutes } from './reconcile/routes.ts'
import { welcomeRoutes } from './welcome/routes.ts'

/** What does something about callbacks; what nobody is for is kept as unknown. */
export const wecomHandlers: readonly CallbackHandler[] = [contactCallbacks]

export function channelRoutes(services: ConnectionServices): Binding[] {
  return [...connectionRoutes(services), ...contactRoutes(), ...reconcileRoutes(), ...welcomeRoutes(), ...massSendRoutes()]
}
