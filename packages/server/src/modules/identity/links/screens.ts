/** Reads for pages: merges in force, who is kept apart. Every one is about one person, given by the atom that stands for it. */
import { sql } from '../../../platform/db/index.ts'
import type { Handles } from '../../../platform/handles.ts'
import type { MergeKind } from '../tables.ts'

export interface PageOfPerson {
  readonly workspaceId: number
  readonly person: number
  /** Id of the last row of the page before. */
  readonly before: number | undefined
  readonly limit: number
}

export interface MergeRow {
  readonly id: number
  readonly a: number
  readonly b: number
  readonly into: number
  readonly from: number
  readonly kind: MergeKind
  readonly cause: string
  readonly source: string
  readonly evidence: string
  readonly by: string
  readonly at: Date
}

type ReadHandles = Pick<Handles, 'db'>

/** Merges in force that make up the person, newest first. */
export async function readMerges({ db }: ReadHandles, { workspaceId, person, before, limit }: PageOfPerson): Promise<MergeRow[]> {
  const { rows } = await sql<MergeRow>`
    select merge.id, merge.a, merge.b, into_person as into, from_person as from, kind, cause, source, evidence, made_by as by, at
    from identity_members member
      join identity_merges merge on merge.workspace_id = member.workspace_id and merge.a = member.atom and undone_at is null
    where member.workspace_id = ${workspaceId} and member.person = ${person} and merge.id < ${before ?? Number.MAX_SAFE_INTEGER}
    order by merge.id desc limit ${limit}`.execute(db)
  return rows
}

export interface ApartRow {
  readonly id: number
  readonly a: number
  readonly b: number
  readonly aPerson: number
  readonly bPerson: number
  readonly cause: string
  readonly by: string
  readonly at: Date
}

/** Rules in force that keep somebody apart from the person, newest first. */
export async function readApartRules({ db }: ReadHandles, { workspaceId, person, before, limit }: PageOfPerson): Promise<ApartRow[]> {
  const { rows } = await sql<ApartRow>`
    select id, a, b, a_person as "aPerson", b_person as "bPerson", cause, made_by as by, at from identity_apart
    where workspace_id = ${workspaceId} and lifted_at is null and ${person} in (a_person, b_person) and id < ${before ?? Number.MAX_SAFE_INTEGER}
    order by id desc limit ${limit}`.execute(db)
  return rows
}
