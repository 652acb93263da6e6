/** Kinds a workspace declared itself, read once and remembered for a moment. */
import { type Db, inTransaction } from '../../platform/db/index.ts'
import type { Handles } from '../../platform/handles.ts'
import { failIdentity } from './errors.ts'
import { type DeclaredKinds, type IdentifierKind, identifierKinds, type KindRules, kindOf } from './kinds.ts'
import type {} from './tables.ts'

/** Another process may have declared a kind; it is known here after this long. */
const REMEMBERED_MS = 1_000
const MAX_DECLARED_KINDS = 200
/** Workspaces whose kinds are remembered at once. */
const MAX_REMEMBERED_WORKSPACES = 1_000

interface Remembered {
  /** Still being read for the first who asked; whoever asks meanwhile waits for the same answer. */
  readonly kinds: Promise<DeclaredKinds>
  readonly readAt: number
}

const remembered = new WeakMap<Db, Map<number, Remembered>>()

/** Kinds of the workspace beyond the known ones. */
export async function declaredKinds(handles: Pick<Handles, 'db' | 'clocks'>, workspaceId: number): Promise<DeclaredKinds> {
  const now = handles.clocks.real.now()
  const byWorkspace = remembered.get(handles.db) ?? new Map<number, Remembered>()
  remembered.set(handles.db, byWorkspace)
  const kept = byWorkspace.get(workspaceId)
  if (kept && Math.abs(now - kept.readAt) < REMEMBERED_MS) return kept.kinds
  const kinds = readKinds(handles.db, workspaceId)
  if (byWorkspace.size >= MAX_REMEMBERED_WORKSPACES) byWorkspace.clear()
  byWorkspace.set(workspaceId, { kinds, readAt: now })
  kinds.catch(() => byWorkspace.delete(workspaceId))
  return kinds
}

async function readKinds(db: Db, workspaceId: number): Promise<DeclaredKinds> {
  const rows = await db.selectFrom('identity_kinds').selectAll().where('workspace_id', '=', workspaceId).execute()
  return new Map<string, KindRules>(
    rows.map((row) => [row.kind, { unique: row.is_unique, single: row.is_single, mergePower: row.merge_power, trust: row.trust }]),
  )
}

/** Every kind the workspace may use, known ones first. */
export async function listKinds(
  handles: Pick<Handles, 'db' | 'clocks'>,
  input: { workspaceId: number },
): Promise<(IdentifierKind & { declared: boolean })[]> {
  const declared = await declaredKinds(handles, input.workspaceId)
  return [
    ...identifierKinds.map((kind) => ({ ...kind, declared: false })),
    ...[...declared].map(([kind, rules]) => ({ ...rules, kind, personal: false, declared: true })),
  ]
}

/**
 * Declares a kind. Saying the same again changes nothing.
 * @throws identity.kind_exists for a known kind or other rules, identity.too_many_kinds
 */
export async function declareKind(
  handles: Handles,
  input: { workspaceId: number; kind: string; rules: KindRules },
): Promise<IdentifierKind> {
  const { workspaceId, kind, rules } = input
  if (kindOf(kind)) failIdentity('identity.kind_exists', { kind })
  const row = { is_unique: rules.unique, is_single: rules.single, merge_power: rules.mergePower, trust: rules.trust }
  await inTransaction(handles.db, async (tx) => {
    const { count } = await tx
      .selectFrom('identity_kinds')
      .select((select) => select.fn.countAll<number>().as('count'))
      .where('workspace_id', '=', workspaceId)
      .where('kind', '!=', kind)
      .executeTakeFirstOrThrow()
    if (count >= MAX_DECLARED_KINDS) failIdentity('identity.too_many_kinds', { limit: MAX_DECLARED_KINDS })
    await tx
      .insertInto('identity_kinds')
      .values({ workspace_id: workspaceId, kind, ...row, declared_at: new Date(handles.clocks.business.now()) })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    const stored = await tx
      .selectFrom('identity_kinds')
      .select(['is_unique', 'is_single', 'merge_power', 'trust'])
      .where('workspace_id', '=', workspaceId)
      .where('kind', '=', kind)
      .executeTakeFirstOrThrow()
    const same = (Object.keys(row) as (keyof typeof row)[]).every((name) => stored[name] === row[name])
    if (!same) failIdentity('identity.kind_exists', { kind })
  })
  remembered.get(handles.db)?.delete(workspaceId)
  return { ...rules, kind, personal: false }
}
