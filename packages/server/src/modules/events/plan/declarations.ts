/** What the team declared about an event, and the check at the door for those that must keep to it. */
import type { Db } from '../../../platform/db/index.ts'
import type { Handles } from '../../../platform/handles.ts'
import { errorSentence } from '../../../platform/i18n/error-words.ts'
import { wordsIn } from '../../../platform/i18n/locale.ts'
import type { CollectedEvent, Refusal } from '../collected.ts'
import type { DeclaredProperty, PlanMode } from './contract.ts'
import { planErrors, violationWords } from './errors.ts'
import type {} from './tables.ts'
import { planKey, violationsOf } from './tally.ts'

export interface DeclarationView {
  readonly mode: PlanMode
  readonly description: string
  readonly properties: DeclaredProperty[]
  readonly changedAt: string
}

interface DeclareInput {
  readonly workspaceId: number
  readonly name: string
  readonly mode: PlanMode
  readonly description: string
  readonly properties: readonly DeclaredProperty[]
  readonly at: Date
}

/** Declares or redeclares one event. */
export async function declareEvent(db: Db, input: DeclareInput): Promise<DeclarationView> {
  const changed = {
    mode: input.mode,
    description: input.description,
    properties: JSON.stringify(input.properties),
    changed_at: input.at,
  }
  await db
    .insertInto('events_plan_declarations')
    .values({ workspace_id: input.workspaceId, name: input.name, ...changed })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'name']).doUpdateSet(changed))
    .execute()
  return { mode: input.mode, description: input.description, properties: [...input.properties], changedAt: input.at.toISOString() }
}

/** False when there was none. */
export async function undeclareEvent(db: Db, input: { workspaceId: number; name: string }): Promise<boolean> {
  const removed = await db
    .deleteFrom('events_plan_declarations')
    .where('workspace_id', '=', input.workspaceId)
    .where('name', '=', input.name)
    .executeTakeFirst()
  return removed.numDeletedRows > 0n
}

/** How long a changed declaration may go unnoticed by a process that did not make it. */
const REFRESH_EVERY_MS = 2_000

export interface Doorkeeper {
  /** Reads the declarations again when they are due; cheap otherwise. Called once a batch, before `refusal`. */
  refresh(): Promise<void>
  /** Why this event must not come in, or undefined. Only declarations in mode `reject` refuse. */
  refusal(workspaceId: number, event: CollectedEvent): Refusal | undefined
  /** A declaration was changed by this process. */
  forget(): void
}

/** Opens the check at the door. */
export function openDoorkeeper(handles: Handles): Doorkeeper {
  let rejecting = new Map<string, readonly DeclaredProperty[]>()
  let readAt = Number.NEGATIVE_INFINITY
  let reading: Promise<void> | undefined
  const read = async () => {
    const rows = await handles.db
      .selectFrom('events_plan_declarations')
      .select(['workspace_id', 'name', 'properties'])
      .where('mode', '=', 'reject')
      .execute()
    rejecting = new Map(rows.map((row) => [planKey(row.workspace_id, row.name), row.properties]))
  }
  return {
    refresh: async () => {
      const now = handles.clocks.real.now()
      if (now - readAt < REFRESH_EVERY_MS) return reading
      readAt = now
      reading = read().finally(() => {
        reading = undefined
      })
      return reading
    },
    refusal: (workspaceId, event) => {
      if (rejecting.size === 0) return undefined
      const declared = rejecting.get(planKey(workspaceId, event.name))
      const first = declared && violationsOf(event, declared)[0]
      if (!first) return undefined
      const { locale } = handles.config
      const details = { property: first.property, reason: wordsIn(violationWords[first.violation], locale) }
      const code = 'events.not_as_declared'
      return { code, field: first.property, message: errorSentence(planErrors, code, details, locale) }
    },
    forget: () => {
      readAt = Number.NEGATIVE_INFINITY
    },
  }
}
