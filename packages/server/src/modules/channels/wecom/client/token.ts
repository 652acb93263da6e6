/**
 * Access tokens: one row a corp and app, shared by all processes. Whoever finds it missing or nearly over takes the lease and fetches the next
 * one; the others wait for it. WW:91039
 */
import { z } from 'zod'
import { pause } from '../../../../platform/clock.ts'
import { sql } from '../../../../platform/db/index.ts'
import type { Handles } from '../../../../platform/handles.ts'
import type { Corp } from '../connection/corps.ts'
import { sealSecret, unsealSecret } from '../connection/sealed.ts'
import { WecomFailure } from './failures.ts'
import type {} from './tables.ts'

/** A token is not used in its last minutes: a call may wait. */
const REFRESH_BEFORE_MS = 5 * 60_000
/** Longer than a fetch may take. */
const LEASE_MS = 20_000
const LOOK_AGAIN_MS = 50
const MAX_LOOKS = 400

const GETTOKEN = 'gettoken'

/** What gettoken answers. */
export const TokenAnswer = z.object({ access_token: z.string().min(1), expires_in: z.number().int().positive() })

export interface AccessToken {
  readonly value: string
  readonly version: number
  /** Business clock. */
  readonly expiresAt: number
}

type TokenHandles = Pick<Handles, 'db' | 'clocks' | 'secret'>

export interface Tokens {
  readonly handles: TokenHandles
  /** Asks the platform for one. */
  readonly fetch: (corp: Corp) => Promise<z.output<typeof TokenAnswer>>
  readonly known: Map<string, AccessToken>
  readonly underWay: Map<string, Promise<AccessToken>>
}

export function openTokens(handles: TokenHandles, fetch: Tokens['fetch']): Tokens {
  return { handles, fetch, known: new Map(), underWay: new Map() }
}

/**
 * A token that is good for some minutes more. `refused`: the platform did not take this one, whatever we think of it.
 * @throws WecomFailure of gettoken
 */
export async function accessToken(tokens: Tokens, { corp, refused }: { corp: Corp; refused?: AccessToken }): Promise<AccessToken> {
  const key = `${corp.corpId} ${corp.agentId} ${corp.version}`
  const after = refused?.version ?? -1
  const known = tokens.known.get(key)
  if (known && known.version > after && isGood(tokens, known)) return known
  const running = tokens.underWay.get(key)
  if (running) {
    const other = await running
    if (other.version > after) return other
  }
  const mine = findOrFetch(tokens, { corp, after }).finally(() => tokens.underWay.delete(key))
  tokens.underWay.set(key, mine)
  const token = await mine
  tokens.known.set(key, token)
  return token
}

function isGood({ handles }: Tokens, { expiresAt }: { expiresAt: number }): boolean {
  return expiresAt - REFRESH_BEFORE_MS > handles.clocks.business.now()
}

async function findOrFetch(tokens: Tokens, input: { corp: Corp; after: number }): Promise<AccessToken> {
  for (let looks = 0; looks < MAX_LOOKS; looks++) {
    const found = await storedToken(tokens, input)
    if (found) return found
    if (await takeLease(tokens, input)) return fetchNext(tokens, input)
    await pause(LOOK_AGAIN_MS)
  }
  throw new WecomFailure({ kind: 'retry', api: GETTOKEN, words: 'another process is fetching a token and does not end' })
}

interface TokenRow {
  token: string | null
  version: number
  expires_at: Date | null
}

async function storedToken(tokens: Tokens, { corp, after }: { corp: Corp; after: number }): Promise<AccessToken | undefined> {
  const { db, secret } = tokens.handles
  const { rows } = await sql<TokenRow>`select token, version, expires_at from channels_wecom_tokens
    where workspace_id = ${corp.workspaceId} and corp_id = ${corp.corpId} and agent_id = ${corp.agentId}`.execute(db)
  const [row] = rows
  if (!row?.token || !row.expires_at || row.version <= after) return undefined
  const { workspaceId, corpId } = corp
  const value = unsealSecret(secret, { workspaceId, corpId, name: 'accessToken', sealed: row.token })
  const token = { value, version: row.version, expiresAt: row.expires_at.getTime() }
  return isGood(tokens, token) ? token : undefined
}

/** Free, run out, and nobody has fetched a good one since we looked. */
async function takeLease({ handles }: Tokens, { corp, after }: { corp: Corp; after: number }): Promise<boolean> {
  const { db, clocks } = handles
  const now = clocks.real.now()
  const good = new Date(clocks.business.now() + REFRESH_BEFORE_MS)
  const { rows } = await sql`
    insert into channels_wecom_tokens as known (workspace_id, corp_id, agent_id, leased_until)
    values (${corp.workspaceId}, ${corp.corpId}, ${corp.agentId}, ${new Date(now + LEASE_MS)})
    on conflict (workspace_id, corp_id, agent_id) do update set leased_until = excluded.leased_until
    where known.leased_until <= ${new Date(now)}
      and (known.token is null or known.version <= ${after} or known.expires_at <= ${good})
    returning version`.execute(db)
  return rows.length > 0
}

async function fetchNext(tokens: Tokens, { corp, after }: { corp: Corp; after: number }): Promise<AccessToken> {
  const { db, clocks, secret } = tokens.handles
  const { workspaceId, corpId, agentId } = corp
  // Counted from before the request: the platform's two hours begin no earlier.
  const asked = clocks.business.now()
  try {
    const { access_token: value, expires_in } = await tokens.fetch(corp)
    const expiresAt = asked + expires_in * 1_000
    const sealed = sealSecret(secret, { workspaceId, corpId, name: 'accessToken', value })
    const { rows } = await sql<{ version: number }>`
      update channels_wecom_tokens set token = ${sealed}, version = greatest(version, ${after}) + 1, expires_at = ${new Date(expiresAt)},
        leased_until = ${EPOCH}
      where workspace_id = ${workspaceId} and corp_id = ${corpId} and agent_id = ${agentId} returning version`.execute(db)
    return { value, expiresAt, version: rows[0]?.version ?? after + 1 }
  } catch (error) {
    await sql`update channels_wecom_tokens set leased_until = ${EPOCH}
      where workspace_id = ${workspaceId} and corp_id = ${corpId} and agent_id = ${agentId}`.execute(db)
    throw error
  }
}

const EPOCH = new Date(0)
