/** What comes before a batch is stored: copies of stored events are left out, people get their atoms, traits are applied. */
import type { Handles } from '../../../platform/handles.ts'
import { errorSentence } from '../../../platform/i18n/error-words.ts'
import type { IdentifierRefusal } from '../../identity/index.ts'
import type { Refusal } from '../collected.ts'
import type { Doorkeeper } from '../plan/declarations.ts'
import { collectErrors } from './errors.ts'
import { identifyBatch } from './identify.ts'
import { findStored } from './look-up.ts'
import type { Outcome, Pending } from './pending.ts'
import type { RecentIds } from './recent-ids.ts'

export interface Prepared {
  /** To be stored, with their atoms. */
  readonly events: readonly Pending[]
  /** Known already to be something else. */
  readonly settled: readonly { readonly pending: Pending; readonly outcome: Outcome }[]
}

export interface PrepareParts {
  readonly handles: Handles
  readonly recent: RecentIds
  readonly doorkeeper: Doorkeeper | undefined
}

/**
 * Idempotent: may be called again with the same batch after it threw. An event that the identity store cannot take is found by halving.
 */
export async function prepare(parts: PrepareParts, batch: readonly Pending[]): Promise<Prepared> {
  const settled: Prepared['settled'][number][] = []
  const stored = await storedAmong(parts, batch)
  await parts.doorkeeper?.refresh()
  const left = batch.filter((pending) => {
    const refusal = stored?.has(pending.hash) ? undefined : parts.doorkeeper?.refusal(pending.workspaceId, pending.event)
    if (stored?.has(pending.hash)) settled.push({ pending, outcome: { kind: 'duplicate' } })
    else if (refusal) settled.push({ pending, outcome: { kind: 'refused', refusal } })
    else return true
    return false
  })
  const identified = await identify(parts.handles, left)
  return { events: identified.events, settled: [...settled, ...identified.settled] }
}

/** Hashes of those whose copy is stored but may be forgotten. */
async function storedAmong({ handles, recent }: PrepareParts, batch: readonly Pending[]): Promise<Set<string> | undefined> {
  const old = batch.filter((pending) => recent.mayBeForgotten(pending.event.timestamp))
  return old.length === 0 ? undefined : findStored(handles.clickhouse, old.map(keyOf))
}

function keyOf({ workspaceId, hash, event }: Pending) {
  return { workspaceId, hash, timestamp: event.timestamp }
}

async function identify(handles: Handles, batch: readonly Pending[]): Promise<Prepared> {
  if (batch.length === 0) return { events: [], settled: [] }
  try {
    return await identifyAll(handles, batch)
  } catch (error) {
    if (!isAboutValue(error)) throw error
    const [only] = batch
    if (batch.length === 1 && only) return { events: [], settled: [{ pending: only, outcome: unstorable(handles, only) }] }
    const middle = Math.ceil(batch.length / 2)
    const first = await identify(handles, batch.slice(0, middle))
    const second = await identify(handles, batch.slice(middle))
    return { events: [...first.events, ...second.events], settled: [...first.settled, ...second.settled] }
  }
}

async function identifyAll(handles: Handles, batch: readonly Pending[]): Promise<Prepared> {
  const refused = await identifyBatch(handles, batch)
  const settled = [...refused].map(([pending, refusal]) => ({
    pending,
    outcome: { kind: 'refused' as const, refusal: refusalOf(refusal) },
  }))
  return { events: batch.filter((pending) => !refused.has(pending)), settled }
}

function refusalOf({ code, message, field }: IdentifierRefusal): Refusal {
  return { code, message, field }
}

/** Postgres classes 22 (data exception) and 23 (constraint violated): trying again would fail again. */
function isAboutValue(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && /^2[23]/.test(error.code) && error.code.length === 5
}

function unstorable(handles: Handles, { event }: Pending): Outcome {
  const field = event.traits ? 'traits' : 'identifiers'
  return { kind: 'refused', refusal: unstorableRefusal(handles, { field, reason: 'identity' }) }
}

/** The refusal of something that a store cannot take. */
export function unstorableRefusal(handles: Pick<Handles, 'config'>, details: { field: string; reason: string }): Refusal {
  const code = 'events.unstorable'
  return { code, field: details.field, message: errorSentence(collectErrors, code, details, handles.config.locale) }
}
