/** What a person of the console types to find somebody: an id, an identifier or its beginning, a phone number, an address, a name. */
import { type Queryable, sql } from '../../platform/db/index.ts'
import { declaredKinds } from './declared-kinds.ts'
import { splitReference } from './kinds.ts'
import { normaliseIdentifier } from './normalise.ts'
import type { Walk } from './person-walks.ts'
import { personalKey } from './personal.ts'
import { atomOfPersonId, type IdentityHandles, isThere } from './persons.ts'

/** More than that many people fit what was typed: some of them are found. */
const MAX_MATCHES_OF_A_KIND = 500
const MIN_PHONE_LENGTH = 7

/** People that fit, the highest number first; one found by an atom that was merged away is found once, as who goes on. */
export function walkSearch(handles: IdentityHandles, { workspaceId, text }: { workspaceId: number; text: string }): Walk {
  return {
    name: 'search',
    keys: 'numbers',
    rows: async ({ after, limit }) => {
      const persons = await searchPersons(handles, { workspaceId, text, before: after && Number(after[0]), limit })
      return persons.map((person) => ({ atom: person, key: [person, 0] }))
    },
  }
}

async function searchPersons(
  handles: IdentityHandles,
  input: { workspaceId: number; text: string; before: number | undefined; limit: number },
): Promise<number[]> {
  const { workspaceId, text } = input
  const declared = await declaredKinds(handles, workspaceId)
  const beginning = splitReference(text, declared)
  const personal = personalKeys(handles.secret, { workspaceId, text })
  const kinds = await kindsPresent(handles.db, workspaceId)
  const { rows } = await sql<{ person: number }>`
    with asked (kind, key) as (
      select kind, ${text}::text from unnest(${kinds}::text[]) as present (kind)
      union all select * from (values (${beginning?.kind ?? null}::text, ${beginning?.value ?? null}::text)) as reference where ${beginning !== undefined}
    ), matches as (
      select found.atom from asked, lateral (
        select atom from identity_identifiers
        where workspace_id = ${workspaceId} and kind = asked.kind and sealed is null and key >= asked.key and key < asked.key || chr(1114111)
        limit ${MAX_MATCHES_OF_A_KIND}) as found
      union
      select atom from identity_identifiers known
        join unnest(${personal.map(({ kind }) => kind)}::text[], ${personal.map(({ key }) => key)}::text[]) as personal (kind, key)
        on known.workspace_id = ${workspaceId} and known.kind = personal.kind and known.key = personal.key
      union
      select typed.atom from (values (${atomOfPersonId(text) ?? 0}::bigint)) as typed (atom) where ${isThere(workspaceId, sql`typed.atom`)}
      union
      (select atom from identity_traits where workspace_id = ${workspaceId} and name in ('name', 'nickname', 'company')
        and lower(left(value #>> '{}', 100)) like lower(${likeBeginning(text)}) limit ${MAX_MATCHES_OF_A_KIND})
    ), people as (
      select distinct coalesce(member.person, matches.atom) as person
      from matches left join lateral (select known.person from identity_members known
        where known.workspace_id = ${workspaceId} and known.atom = matches.atom offset 0) as member on true
    )
    select person from people where person < ${input.before ?? Number.MAX_SAFE_INTEGER}::bigint
    order by person desc limit ${input.limit}`.execute(handles.db)
  return rows.map(({ person }) => person)
}

/** The kinds that identifiers of a workspace have, by looking once for each. */
async function kindsPresent(db: Queryable, workspaceId: number): Promise<string[]> {
  const { rows } = await sql<{ kind: string }>`
    with recursive kinds as (
      (select kind from identity_identifiers where workspace_id = ${workspaceId} order by kind limit 1)
      union all
      select (select kind from identity_identifiers where workspace_id = ${workspaceId} and kind > kinds.kind order by kind limit 1)
      from kinds where kinds.kind is not null
    ) select kind from kinds where kind is not null`.execute(db)
  return rows.map(({ kind }) => kind)
}

/** A text that could be a whole phone number or address is looked for as one; parts of them cannot be found, by design. */
function personalKeys(secret: string, input: { workspaceId: number; text: string }): { kind: string; key: string }[] {
  const kinds = [...(input.text.length >= MIN_PHONE_LENGTH ? ['phone'] : []), ...(input.text.includes('@') ? ['email'] : [])]
  return kinds.flatMap((kind) => {
    const value = input.text.startsWith(`${kind}:`) ? input.text.slice(kind.length + 1) : input.text
    const normalised = normaliseIdentifier({ kind, value })
    return normalised.ok ? { kind, key: personalKey(secret, { workspaceId: input.workspaceId, kind, value: normalised.value }) } : []
  })
}

function likeBeginning(text: string): string {
  return `${text.replace(/[\\%_]/g, '\\$&')}%`
}
