/** Decides what was refused because one person would have had two values of a single kind. */
import { inTransaction, sql, type Tx } from '../../../platform/db/index.ts'
import { fail } from '../../../platform/errors.ts'
import type { Handles } from '../../../platform/handles.ts'
import { declaredKinds } from '../declared-kinds.ts'
import { failIdentity } from '../errors.ts'
import { type KindRules, kindOf } from '../kinds.ts'
import { forget, raiseEpoch } from '../memory.ts'
import type { ConflictState } from '../tables.ts'
import { keepApart } from './apart.ts'
import { applyLinks } from './apply.ts'
import { failApart } from './link.ts'
import { lockLinks } from './lock.ts'
import { unbindAll } from './unbind.ts'

export type Decision = 'merge' | 'apart' | 'replace'

export interface Decided {
  readonly state: ConflictState
  /** The one person there is now, or the first of the two. */
  readonly personId: number
}

interface DecideInput {
  readonly workspaceId: number
  readonly id: number
  readonly decision: Decision
  readonly by: string
}

interface Open {
  readonly id: number
  readonly a: number
  readonly b: number
}

/**
 * `merge`: one person with both values. `apart`: two people, kept apart. `replace`: one person; of each single kind that both have only
 * the value seen last stays, the others are unbound. People who have become one in the meantime settle the conflict.
 * @throws platform.not_found, identity.conflict_decided, identity.conflict when they are kept apart
 */
export async function decideConflict(handles: Pick<Handles, 'db' | 'clocks'>, input: DecideInput): Promise<Decided> {
  const { workspaceId } = input
  const declared = await declaredKinds(handles, workspaceId)
  const at = handles.clocks.business.now()
  const decided = await inTransaction(handles.db, async (tx) => {
    await lockLinks(tx, workspaceId)
    const open = await readOpen(tx, input)
    const outcome = await decide(tx, { ...input, open, at, rulesOf: (kind) => kindOf(kind, declared) })
    await tx
      .updateTable('identity_conflicts')
      .set({ state: outcome.state, decided_at: new Date(at), decided_by: input.by })
      .where('workspace_id', '=', workspaceId)
      .where('id', '=', input.id)
      .execute()
    await raiseEpoch(tx)
    return outcome
  })
  forget(handles.db)
  return decided
}

async function readOpen(tx: Tx, { workspaceId, id }: DecideInput): Promise<Open> {
  const row = await tx
    .selectFrom('identity_conflicts')
    .select(['id', 'a', 'b', 'state'])
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) return fail('platform.not_found', { what: { zh: '冲突', en: 'The conflict' } })
  return row.state === 'open' ? row : failIdentity('identity.conflict_decided')
}

interface Deciding extends DecideInput {
  readonly open: Open
  readonly at: number
  readonly rulesOf: (kind: string) => KindRules | undefined
}

async function decide(tx: Tx, input: Deciding): Promise<Decided> {
  const { workspaceId, open, decision, by, at } = input
  const [a, b] = await personsOf(tx, { workspaceId, atoms: [open.a, open.b] })
  if (a === undefined || b === undefined) return { state: 'settled', personId: a ?? b ?? open.a }
  if (a === b) return { state: 'settled', personId: a }
  if (decision === 'apart') {
    await keepApart(tx, { workspaceId, a: open.a, b: open.b, cause: 'conflict', by, at: new Date(at) })
    return { state: 'apart', personId: a }
  }
  const kinds = await kindsOfBoth(tx, { workspaceId, persons: [a, b] })
  const link = {
    a: open.a,
    b: open.b,
    aKind: undefined,
    bKind: '',
    fresh: false,
    asked: 'override',
    cause: 'conflict',
    source: 'api',
  } as const
  const [judged] = await applyLinks(tx, { workspaceId, links: [{ ...link, evidence: String(open.id), by, at }], rulesOf: input.rulesOf })
  if (judged?.judgement.what === 'met') failApart()
  if (!judged || !('into' in judged.judgement)) throw new Error('two people were neither merged nor kept apart')
  const { into } = judged.judgement
  if (decision === 'merge') return { state: 'merged', personId: into }
  await unbindOlder(tx, { ...input, person: into, kinds })
  return { state: 'replaced', personId: into }
}

/** In order; undefined for an atom of nobody. */
async function personsOf(tx: Tx, input: { workspaceId: number; atoms: readonly number[] }): Promise<(number | undefined)[]> {
  const { rows } = await sql<{ person: number | null }>`
    select coalesce(member.person, identifier.atom) as person
    from unnest(${input.atoms}::bigint[]) with ordinality as asked (atom, place)
      left join identity_members member on member.workspace_id = ${input.workspaceId} and member.atom = asked.atom
      left join identity_identifiers identifier on identifier.workspace_id = ${input.workspaceId} and identifier.atom = asked.atom
    order by place`.execute(tx)
  return rows.map(({ person }) => person ?? undefined)
}

/** Kinds of which each of the two people has an identifier. */
async function kindsOfBoth(tx: Tx, input: { workspaceId: number; persons: readonly number[] }): Promise<string[]> {
  const { rows } = await sql<{ kind: string }>`
    select kind from (
      select person, kind from identity_persons, jsonb_object_keys(kinds) as kind
        where workspace_id = ${input.workspaceId} and person = any(${input.persons}::bigint[])
      union select atom, kind from identity_identifiers
        where workspace_id = ${input.workspaceId} and atom = any(${input.persons}::bigint[])) as had
    group by kind having count(*) > 1`.execute(tx)
  return rows.map(({ kind }) => kind)
}

/** Two values that somebody let one of them keep before stay, when the other has none of the kind. */
async function unbindOlder(tx: Tx, input: Deciding & { person: number; kinds: readonly string[] }): Promise<void> {
  const { workspaceId, person, by, at, open } = input
  const kinds = input.kinds.filter((kind) => input.rulesOf(kind)?.single)
  const { rows } = await sql<{ kind: string; key: string }>`
    select kind, key from (
      select kind, key, row_number() over (partition by kind order by seen_at desc, identifier.atom desc) as place
      from identity_members member join identity_identifiers identifier
        on identifier.workspace_id = member.workspace_id and identifier.atom = member.atom
      where member.workspace_id = ${workspaceId} and member.person = ${person} and kind = any(${kinds}::text[])
    ) as ranked where place > 1`.execute(tx)
  if (rows.length === 0) return
  const evidence = `conflict ${open.id}`
  await unbindAll(tx, {
    workspaceId,
    unbindings: rows.map(({ kind, key }) => ({ kind, key, cause: 'conflict', evidence, by, at, onlyFromOthers: false })),
  })
}
