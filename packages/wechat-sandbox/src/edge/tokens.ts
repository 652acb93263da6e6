/** access_tokens: one per app while it lives [WW:91039]. */
import { platformError } from '../platform-error.ts'
import type { World } from '../world.ts'

/** WW:91039 */
const TOKEN_LIFE_SECONDS = 7_200
const TOKEN_LENGTH = 190

interface TokenRow {
  token: string
  corp_id: string
  agent_id: number
  expires_at: number
}

/** The token in force, or a new one. @returns the seconds it still lives */
export function issueToken(world: World, app: { corpId: string; agentId: number }): { token: string; expiresInSeconds: number } {
  const now = world.clock.now()
  const sql = 'select * from tokens where corp_id = ? and agent_id = ? and expires_at > ? order by expires_at desc limit 1'
  const known = world.store.get<TokenRow>(sql, [app.corpId, app.agentId, now])
  if (known) return { token: known.token, expiresInSeconds: Math.ceil((known.expires_at - now) / 1_000) }
  const token = world.ids.opaque('', TOKEN_LENGTH)
  world.store.run('insert into tokens values (?, ?, ?, ?)', [token, app.corpId, app.agentId, now + TOKEN_LIFE_SECONDS * 1_000])
  return { token, expiresInSeconds: TOKEN_LIFE_SECONDS }
}

/** @throws 41001 without one, 40014 of an unknown one, 42001 of an expired one */
export function appOfToken(world: World, token: string | undefined): { corpId: string; agentId: number } {
  if (!token) return platformError(41001)
  const row = world.store.get<TokenRow>('select * from tokens where token = ?', [token])
  if (!row) return platformError(40014)
  if (row.expires_at <= world.clock.now()) return platformError(42001)
  return { corpId: row.corp_id, agentId: row.agent_id }
}
