/** The face of platform/auth: what app.ts and the modules use. Contracts and types are imported from their own files. */
export { EVERY_WORKSPACE, permissionsIn } from './actor.ts'
export { openAuthenticate } from './authenticate.ts'
export { CREDENTIALS_FILE, type Credentials, ensureFirstAdmin } from './first-start.ts'
export { authRoutes } from './routes.ts'
export { sweepAuth } from './sweep.ts'
export type { WorkspaceRef } from './workspaces.ts'
export { openWriteKeyResolver, type WriteKeyResolver } from './write-key-resolver.ts'
