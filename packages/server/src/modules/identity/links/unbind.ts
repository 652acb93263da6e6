/** Takes an identifier away from a person. What happened under it stays; whoever comes with it next is somebody new. */
import { inTransaction, sql, type Tx } from '../../../platform/db/index.ts'
import { fail } from '../../../platform/errors.ts'
import type { Handles } from '../../../platform/handles.ts'
import { queueCopies } from '../copies.ts'
import { declaredKinds } from '../declared-kinds.ts'
import { failIdentity } from '../errors.ts'
import { forget, raiseEpoch } from '../memory.ts'
import { type IdentifierRef, normaliseIdentifier } from '../normalise.ts'
import { personalKey } from '../personal.ts'
import { lockLinks } from './lock.ts'

type UnbindHandles = Pick<Handles, 'db' | 'clocks' | 'secret' | 'config'>

export interface SeenUnbinding {
  readonly workspaceId: number
  readonly refs: readonly IdentifierRef[]
  /** Milliseconds. */
  readonly at: number
  readonly source: string
  /** Message hash; an event unbinds once however often it is handled. */
  readonly evidence: string
}

/** One identifier to take away, as it is stored. */
export interface Unbinding {
  readonly kind: string
  readonly key: string
  readonly cause: string
  readonly evidence: string
  readonly by: string
  /** Milliseconds. */
  readonly at: number
  /** Leave it alone while it is all that its person has. */
  readonly onlyFromOthers: boolean
}

/** What events say is to be unbound. An identifier that is all its person has stays: there is nobody to take it from. */
export async function unbindSeen(handles: UnbindHandles, items: readonly SeenUnbinding[]): Promise<void> {
  for (const [workspaceId, ofWorkspace] of [...Map.groupBy(items, (item) => item.workspaceId)].sort(([one], [two]) => one - two)) {
    const declared = await declaredKinds(handles, workspaceId)
    const unbindings = ofWorkspace.flatMap((item) =>
      item.refs.flatMap((ref) => {
        const one = normaliseIdentifier(ref, { declared })
        if (!one.ok) return []
        const key = keyOf(handles, { workspaceId, ...one })
        return { kind: one.kind, key, cause: item.source, evidence: item.evidence, by: '', at: item.at, onlyFromOthers: true }
      }),
    )
    await inTransaction(handles.db, async (tx) => {
      await lockLinks(tx, workspaceId)
      await unbindAll(tx, { workspaceId, unbindings })
    })
  }
  if (items.length > 0) forget(handles.db)
}

function keyOf(handles: Pick<Handles, 'secret'>, one: { workspaceId: number; kind: string; value: string; personal: boolean }): string {
  return one.personal ? personalKey(handles.secret, one) : one.value
}

/**
 * Somebody takes an identifier away from a person. `person` is any of its atoms.
 * @throws platform.not_found when the person does not have it, identity.kind_…, identity.value_…
 */
export async function unbindIdentifier(
  handles: UnbindHandles,
  input: { workspaceId: number; person: number; ref: IdentifierRef; by: string; evidence: string },
): Promise<void> {
  const { workspaceId, person, ref, by, evidence } = input
  const one = normaliseIdentifier(ref, { declared: await declaredKinds(handles, workspaceId), field: 'value' })
  if (!one.ok) return failIdentity(one.refusal.code, one.refusal.details)
  const key = keyOf(handles, { workspaceId, ...one })
  await inTransaction(handles.db, async (tx) => {
    await lockLinks(tx, workspaceId)
    const { rows } = await sql<{ atom: number; own: boolean }>`
      select identifier.atom, coalesce(holder.person, identifier.atom) = coalesce(asked.person, ${person}) as own
      from identity_identifiers identifier
        left join identity_members holder on holder.workspace_id = identifier.workspace_id and holder.atom = identifier.atom
        left join identity_members asked on asked.workspace_id = identifier.workspace_id and asked.atom = ${person}
      where identifier.workspace_id = ${workspaceId} and identifier.kind = ${one.kind} and identifier.key = ${key}`.execute(tx)
    const [found] = rows
    if (found && !found.own && (await dropMeeting(tx, { workspaceId, person, atom: found.atom }))) return
    if (!found?.own) fail('platform.not_found', { what: { zh: '这位客户的这个标识', en: "This person's identifier" } })
    const at = handles.clocks.business.now()
    await unbindAll(tx, {
      workspaceId,
      unbindings: [{ kind: one.kind, key, cause: 'request', evidence, by, at, onlyFromOthers: false }],
    })
  })
  forget(handles.db)
}

/** A value that several people may have is no longer this person's; false when it was not. */
async function dropMeeting(tx: Tx, input: { workspaceId: number; person: number; atom: number }): Promise<boolean> {
  const { workspaceId, person, atom } = input
  const { rows } = await sql`
    delete from identity_encounters where workspace_id = ${workspaceId} and b = ${atom} and reason = 'not_unique' and a in (
      select ${person}::bigint union
      select member.atom from identity_members asked join identity_members member
        on member.workspace_id = asked.workspace_id and member.person = asked.person
      where asked.workspace_id = ${workspaceId} and asked.atom = ${person})
    returning a`.execute(tx)
  return rows.length > 0
}

interface Gone {
  readonly atom: number
  readonly kind: string
}

/**
 * Handled again, an unbinding leaves alone what was bound after it, and takes away once more what an event from before it bound again.
 * The caller holds the lock of links, and forgets once this is committed.
 */
export async function unbindAll(tx: Tx, input: { workspaceId: number; unbindings: readonly Unbinding[] }): Promise<void> {
  const { workspaceId, unbindings } = input
  const { rows } = await sql<Gone>`
    with asked as (
      select distinct on (kind, key) * from unnest(${unbindings.map((one) => one.kind)}::text[], ${unbindings.map((one) => one.key)}::text[],
        ${unbindings.map((one) => one.cause)}::text[], ${unbindings.map((one) => one.evidence)}::text[], ${unbindings.map((one) => one.by)}::text[],
        ${unbindings.map((one) => one.at)}::float8[], ${unbindings.map((one) => one.onlyFromOthers)}::boolean[])
        as asked (kind, key, cause, evidence, made_by, at_ms, only_from_others)
      order by kind, key, at_ms
    ), gone as (
      delete from identity_identifiers identifier using asked
      where identifier.workspace_id = ${workspaceId} and identifier.kind = asked.kind and identifier.key = asked.key
        and (identifier.seen_at <= to_timestamp(asked.at_ms / 1000) or not exists (
          select 1 from identity_unbound done where done.workspace_id = ${workspaceId} and done.evidence = asked.evidence
            and done.kind = asked.kind and done.key = asked.key))
        and (not asked.only_from_others or exists (
          select 1 from identity_members member join identity_persons person
            on person.workspace_id = member.workspace_id and person.person = member.person and person.atoms > 1
          where member.workspace_id = ${workspaceId} and member.atom = identifier.atom))
      returning identifier.*, asked.cause, asked.evidence, asked.made_by, asked.at_ms
    )
    insert into identity_unbound (workspace_id, kind, key, sealed, atom, verified, seen_at, cause, evidence, unbound_at, unbound_by)
    select ${workspaceId}, kind, key, sealed, atom, verified, seen_at, cause, evidence, to_timestamp(at_ms / 1000), made_by from gone
    returning atom, kind`.execute(tx)
  if (rows.length === 0) return
  await keepNameless(tx, { workspaceId, gone: rows })
  await queueCopies(tx, { workspaceId, what: 'identifiers', atoms: rows.map(({ atom }) => atom) })
  await raiseEpoch(tx)
}

/** The atoms stay in their people, who count one identifier less; one that was alone becomes a person without identifiers. */
async function keepNameless(tx: Tx, input: { workspaceId: number; gone: readonly Gone[] }): Promise<void> {
  const { workspaceId, gone } = input
  const atoms = gone.map(({ atom }) => atom)
  const kinds = gone.map(({ kind }) => kind)
  await sql`with alone as (
      insert into identity_members (workspace_id, atom, person)
      select ${workspaceId}, atom, atom from unnest(${atoms}::bigint[]) as gone (atom)
      on conflict do nothing returning atom
    )
    insert into identity_persons (workspace_id, person, atoms, kinds)
    select ${workspaceId}, alone.atom, 1, jsonb_build_object(gone.kind, 1)
    from alone join unnest(${atoms}::bigint[], ${kinds}::text[]) as gone (atom, kind) on gone.atom = alone.atom`.execute(tx)
  await sql`update identity_persons person set kinds = (
      select coalesce(jsonb_object_agg(counted.kind, counted.count::int - coalesce((lost.kinds ->> counted.kind)::int, 0))
        filter (where counted.count::int > coalesce((lost.kinds ->> counted.kind)::int, 0)), '{}')
      from jsonb_each_text(person.kinds) as counted (kind, count))
    from (
      select person, jsonb_object_agg(kind, count) as kinds from (
        select member.person, gone.kind, count(*)::int as count
        from unnest(${atoms}::bigint[], ${kinds}::text[]) as gone (atom, kind)
          join identity_members member on member.workspace_id = ${workspaceId} and member.atom = gone.atom
        group by member.person, gone.kind) as counts
      group by person) as lost
    where person.workspace_id = ${workspaceId} and person.person = lost.person`.execute(tx)
}
