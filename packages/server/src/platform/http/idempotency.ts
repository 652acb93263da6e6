/**
 * `Idempotency-Key` on writes: for 24 hours a repeated request gets the answer of the first one instead of running again.
 * Only successful answers are kept: a refused or failed write had no effect, and its cause may be gone. A copy that arrives while
 * the first one runs waits for its answer. When the process dies in between, nobody knows whether the write took effect: after the
 * lease the next copy runs it, and what must never happen twice then rests on the ids inside the request (transfer id, order number).
 */
import { elapsedMs, pause } from '../clock.ts'
import { blindIndex, deriveKey, seal, unseal } from '../crypto.ts'
import { sql } from '../db/index.ts'
import { fail } from '../errors.ts'
import type { Handles } from '../handles.ts'
import { failHttp } from './errors.ts'
import type { IdempotencyRow } from './tables.ts'

export const KEPT_MS = 24 * 60 * 60 * 1000
const LEASE_MS = 30_000
const RENEW_EVERY_MS = 10_000
const WAIT_MAX_MS = 20_000
const POLL_EVERY_MS = 100
/** Longer answers are not kept; no write of ours comes near. */
const ANSWER_MAX_BYTES = 1024 * 1024
const KEY = /^[\x21-\x7e]{1,255}$/

export interface KeptAnswer {
  readonly status: number
  /** JSON text; empty for an answer without a body. */
  readonly text: string
}

export interface OnceInput {
  readonly workspaceId: number
  /** As sent in `Idempotency-Key`. */
  readonly key: string
  /** Everything that makes two requests the same one. */
  readonly request: readonly unknown[]
  readonly run: () => Promise<KeptAnswer>
}

interface Claim {
  readonly workspaceId: number
  readonly keyHash: string
  readonly requestHash: string
  readonly runner: string
}

/** Runs the write unless its answer is known. Throws `platform.idempotency_mismatch`, or `http.still_running` after 20 s. */
export async function runOnce(handles: Handles, input: OnceInput): Promise<KeptAnswer & { replayed: boolean }> {
  if (!KEY.test(input.key))
    fail('platform.invalid', {
      field: 'Idempotency-Key',
      reason: { zh: '须是 1 到 255 个可见的 ASCII 字符', en: 'must be 1 to 255 visible ASCII characters' },
    })
  const key = deriveKey(handles.secret, 'http.idempotency')
  const claim: Claim = {
    workspaceId: input.workspaceId,
    keyHash: blindIndex(key, { value: input.key, context: 'key' }),
    requestHash: blindIndex(key, { value: JSON.stringify(input.request), context: 'request' }),
    runner: handles.ids.uuid(),
  }
  const startedAt = elapsedMs()
  while (!(await take(handles, claim))) {
    const kept = await read(handles, claim)
    if (kept && kept.request_hash !== claim.requestHash) fail('platform.idempotency_mismatch')
    if (kept?.status && kept.answer) return { status: kept.status, text: open(handles, input.key, kept.answer), replayed: true }
    if (elapsedMs() - startedAt > WAIT_MAX_MS) failHttp('http.still_running', { retryAfterSeconds: RENEW_EVERY_MS / 1000 })
    await pause(POLL_EVERY_MS)
  }
  return { ...(await runClaimed(handles, { claim, ...input })), replayed: false }
}

async function runClaimed(handles: Handles, input: OnceInput & { claim: Claim }): Promise<KeptAnswer> {
  const ended = new AbortController()
  const renewing = keepLease(handles, input.claim, ended.signal)
  try {
    const answer = await input.run()
    ended.abort()
    await renewing
    const keep = answer.status < 300 && Buffer.byteLength(answer.text) <= ANSWER_MAX_BYTES
    await settle(handles, input.claim, keep ? { status: answer.status, answer: close(handles, input.key, answer.text) } : undefined)
    return answer
  } catch (error) {
    ended.abort()
    await renewing
    await settle(handles, input.claim, undefined)
    throw error
  }
}

/** True when the key is ours to run: new, past its 24 hours, or left behind by a runner that died with the same request. */
async function take(handles: Handles, claim: Claim): Promise<boolean> {
  const now = handles.clocks.real.now()
  const taken = await handles.db
    .insertInto('http_idempotency')
    .values({
      workspace_id: claim.workspaceId,
      key_hash: claim.keyHash,
      request_hash: claim.requestHash,
      status: null,
      answer: null,
      leased_until: new Date(now + LEASE_MS),
      runner: claim.runner,
      created_at: new Date(now),
    })
    .onConflict((conflict) =>
      conflict
        .columns(['workspace_id', 'key_hash'])
        .doUpdateSet((eb) => ({
          request_hash: eb.ref('excluded.request_hash'),
          status: null,
          answer: null,
          leased_until: eb.ref('excluded.leased_until'),
          runner: eb.ref('excluded.runner'),
          created_at: eb.ref('excluded.created_at'),
        }))
        .where(
          sql<boolean>`http_idempotency.created_at <= ${new Date(now - KEPT_MS)}
            or (http_idempotency.status is null and http_idempotency.leased_until < ${new Date(now)}
              and http_idempotency.request_hash = excluded.request_hash)`,
        ),
    )
    .returning('runner')
    .executeTakeFirst()
  return taken !== undefined
}

function read(handles: Handles, claim: Claim): Promise<IdempotencyRow | undefined> {
  return handles.db
    .selectFrom('http_idempotency')
    .selectAll()
    .where('workspace_id', '=', claim.workspaceId)
    .where('key_hash', '=', claim.keyHash)
    .executeTakeFirst()
}

async function keepLease(handles: Handles, claim: Claim, ended: AbortSignal): Promise<void> {
  for (;;) {
    await pause(RENEW_EVERY_MS, ended)
    if (ended.aborted) return
    try {
      await ours(handles, claim)
        .set({ leased_until: new Date(handles.clocks.real.now() + LEASE_MS) })
        .execute()
    } catch (error) {
      handles.log.warn({ error: String(error) }, 'the lease of a running write could not be renewed')
    }
  }
}

/** Keeps the answer, or frees the key when there is none to keep. Failing here must not fail a write that has happened. */
async function settle(handles: Handles, claim: Claim, kept: { status: number; answer: string } | undefined): Promise<void> {
  try {
    if (kept) await ours(handles, claim).set(kept).execute()
    else
      await handles.db
        .deleteFrom('http_idempotency')
        .where('workspace_id', '=', claim.workspaceId)
        .where('key_hash', '=', claim.keyHash)
        .where('runner', '=', claim.runner)
        .execute()
  } catch (error) {
    handles.log.error({ error: String(error) }, 'the answer of a write could not be kept for repetition')
  }
}

function ours(handles: Handles, claim: Claim) {
  return handles.db
    .updateTable('http_idempotency')
    .where('workspace_id', '=', claim.workspaceId)
    .where('key_hash', '=', claim.keyHash)
    .where('runner', '=', claim.runner)
}

/** Sealed with the caller's own key, which is kept nowhere: an answer may hold personal data or a new secret. */
function close(handles: Handles, key: string, text: string): string {
  return seal(deriveKey(handles.secret, `http.idempotency answer ${key}`), { value: text, context: '' })
}

function open(handles: Handles, key: string, sealed: string): string {
  return unseal(deriveKey(handles.secret, `http.idempotency answer ${key}`), { sealed, context: '' })
}

/** Deletes answers past their 24 hours; called now and then by a background loop. */
export async function sweepIdempotency(handles: Pick<Handles, 'db' | 'clocks'>): Promise<void> {
  const lapsed = new Date(handles.clocks.real.now() - KEPT_MS)
  await handles.db.deleteFrom('http_idempotency').where('created_at', '<=', lapsed).execute()
}
