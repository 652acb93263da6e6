/** Audiences as pages show them. */
import { z } from 'zod'
import { type Db, type Queryable, sql } from '../../platform/db/index.ts'
import type { Handles } from '../../platform/handles.ts'
import { cutPage, decodeCursor } from '../../platform/http/cursor.ts'
import { type PersonRead, personId, readPersons } from '../identity/index.ts'
import type { Audience, AudienceMember } from './contract.ts'
import { explain } from './explained.ts'
import { type Member, membersPage } from './members.ts'
import type { AudienceRow } from './tables.ts'

interface Shown {
  readonly workspaceId: number
  readonly timeZone: string
}

/** The rows as answers, with their rules in words. */
async function showAudiences(db: Queryable, { rows, ...input }: Shown & { rows: readonly AudienceRow[] }): Promise<Audience[]> {
  const withRule = rows.flatMap((row) => (row.rule ? [{ id: row.id, rule: row.rule, asOf: row.as_of?.getTime() }] : []))
  const words = await explain(db, { ...input, rules: withRule })
  const explanations = new Map(withRule.map(({ id }, place) => [id, words[place]]))
  return rows.map((row) => ({
    id: String(row.id),
    name: row.name,
    description: row.description,
    kind: row.kind,
    state: row.state,
    jobId: row.job_id,
    count: row.count,
    computedAt: iso(row.computed_at),
    rule: row.rule,
    explanation: explanations.get(row.id) ?? null,
    asOf: iso(row.as_of),
    createdAt: row.created_at.toISOString(),
    createdBy: row.created_by,
    updatedAt: row.updated_at.toISOString(),
    updatedBy: row.updated_by,
    archivedAt: iso(row.archived_at),
  }))
}

/** One row as an answer. */
export async function showAudience(db: Queryable, { row, ...input }: Shown & { row: AudienceRow }): Promise<Audience> {
  const [shown] = await showAudiences(db, { ...input, rows: [row] })
  return shown as Audience
}

function iso(at: Date | null): string | null {
  return at?.toISOString() ?? null
}

export interface ListFilter {
  readonly q?: string | undefined
  readonly kind?: 'live' | 'static' | undefined
  readonly archived: boolean
}

const cursorKey = z.tuple([z.int(), z.int().positive()])

/** One page of what people made, latest change first. Throws `platform.invalid` for a cursor of another list. */
export async function listAudiencesPage(
  db: Db,
  { workspaceId, timeZone, q, kind, archived, limit, cursor }: Shown & ListFilter & { limit: number; cursor?: string | undefined },
): Promise<{ items: Audience[]; nextCursor: string | null }> {
  const [beforeMs, beforeId] = decodeCursor(cursor, cursorKey) ?? []
  const part = q === undefined || q.trim() === '' ? null : `%${q.trim().replace(/[\\%_]/g, '\\$&')}%`
  const { rows } = await sql<AudienceRow>`
    select * from audience_audiences
    where workspace_id = ${workspaceId} and owner = '' and (archived_at is not null) = ${archived}
      and (${part}::text is null or name ilike ${part} or description ilike ${part})
      and (${kind ?? null}::text is null or kind = ${kind ?? null})
      and (${beforeId === undefined} or (updated_at, id) < (${new Date(beforeMs ?? 0)}::timestamptz, ${beforeId ?? 0}::bigint))
    order by updated_at desc, id desc limit ${limit + 1}`.execute(db)
  const page = cutPage(rows, { limit, key: (row) => [row.updated_at.getTime(), row.id], item: (row) => row })
  return { items: await showAudiences(db, { workspaceId, timeZone, rows: page.items }), nextCursor: page.nextCursor }
}

/** One page of the people of an audience, each once, as far as they still exist. */
export async function membersShown(
  handles: Handles,
  input: { audience: AudienceRow; unmasked: boolean; limit: number; cursor?: string | undefined },
): Promise<{ items: AudienceMember[]; nextCursor: string | null }> {
  const { audience, unmasked } = input
  const page = await membersPage(handles.db, input)
  const people = await readPersons(handles, {
    workspaceId: audience.workspace_id,
    persons: page.items.map(({ person }) => person),
    unmasked,
  })
  return { items: people.map((person) => memberAnswer(person, page.items)), nextCursor: page.nextCursor }
}

function memberAnswer(person: PersonRead, members: readonly Member[]): AudienceMember {
  const entered = members.find(({ person: number }) => number === person.person || person.atoms.includes(number))?.enteredAt
  return {
    id: personId(person.person),
    identifiers: person.identifiers.map((one) => ({ ...one, since: new Date(one.since).toISOString() })),
    identifiersTotal: person.identifiersTotal,
    traits: { ...person.traits },
    firstSeenAt: new Date(person.firstSeenAt).toISOString(),
    enteredAt: iso(entered ?? null),
  }
}
