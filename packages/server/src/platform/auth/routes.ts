/** Every endpoint of signing in, accounts, keys and workspaces, bound. */
import type { Binding } from '../http/bind.ts'
import { accountRoutes } from './account-routes.ts'
import { keyRoutes } from './key-routes.ts'
import { sessionRoutes } from './session-routes.ts'
import { workspaceRoutes } from './workspace-routes.ts'

export function authRoutes(): Binding[] {
  return [...sessionRoutes(), ...accountRoutes(), ...keyRoutes(), ...workspaceRoutes()]
}
