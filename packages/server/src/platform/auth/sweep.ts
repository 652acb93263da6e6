/** Takes away what has lapsed; called now and then by a background loop. */
import type { Handles } from '../handles.ts'
import { FORGET_AFTER_MS, LONGEST_WAIT_SECONDS } from './login-limit.ts'
import { SESSION_IDLE_MS } from './sessions.ts'
import type {} from './tables.ts'

/** Deletes sessions past either expiry and login failures that no longer count. */
export async function sweepAuth(handles: Pick<Handles, 'db' | 'clocks'>): Promise<void> {
  const now = handles.clocks.real.now()
  await handles.db
    .deleteFrom('auth_sessions')
    .where((eb) => eb.or([eb('expires_at', '<', new Date(now)), eb('seen_at', '<', new Date(now - SESSION_IDLE_MS))]))
    .execute()
  const forgotten = now - FORGET_AFTER_MS - LONGEST_WAIT_SECONDS * 1000
  await handles.db.deleteFrom('auth_login_failures').where('failed_at', '<', new Date(forgotten)).execute()
}
