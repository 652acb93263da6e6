/** Answers the calls about who is who. */
import { z } from 'zod'
import { fail } from '../../../platform/errors.ts'
import type { Handles } from '../../../platform/handles.ts'
import { type Binding, bind } from '../../../platform/http/bind.ts'
import { cutPage, decodeCursor } from '../../../platform/http/cursor.ts'
import { knownPerson, personId } from '../persons.ts'
import { liftApart } from './apart.ts'
import { type ConflictRow, type ConflictSide, countOpenConflicts, readConflicts, readSides } from './conflict-list.ts'
import { decideConflict } from './conflicts.ts'
import {
  decideConflict as decideConflictCall,
  identityGraph,
  identityHistory,
  liftApart as liftApartCall,
  linkIdentifier as linkIdentifierCall,
  listApart,
  listConflicts,
  listMerges,
  mergePersons,
  unbindIdentifier as unbindIdentifierCall,
  unmergePerson,
} from './contract.ts'
import { readGraph } from './graph.ts'
import { readHistory } from './history.ts'
import { type Linked, linkIdentifier, mergePeople } from './link.ts'
import { readApartRules, readMerges } from './screens.ts'
import { identifiersOfAtoms, type ShownIdentifier, shownPair } from './shown.ts'
import { unbindIdentifier } from './unbind.ts'
import { unmerge } from './unmerge.ts'

const RECORD_ID = /^[1-9]\d{0,15}$/
const idCursor = z.tuple([z.number().int().positive()])

export function linkRoutes(): Binding[] {
  return [
    bind(linkIdentifierCall, async ({ handles, workspace, params, body, actor, requestId }) => {
      const person = await knownPerson(handles.db, { workspaceId: workspace.id, id: params.id })
      const ref = { kind: body.kind, value: body.value }
      return linkedAnswer(await linkIdentifier(handles, { workspaceId: workspace.id, person, ref, by: actor.name, evidence: requestId }))
    }),
    bind(mergePersons, async ({ handles, workspace, params, body, actor, requestId }) => {
      const workspaceId = workspace.id
      const a = await knownPerson(handles.db, { workspaceId, id: params.id })
      const b = await knownPerson(handles.db, { workspaceId, id: body.personId })
      return linkedAnswer(await mergePeople(handles, { workspaceId, a, b, cause: 'request', by: actor.name, evidence: requestId }))
    }),
    bind(
      unbindIdentifierCall,
      async ({ handles, workspace, params, actor, requestId }) => {
        const person = await knownPerson(handles.db, { workspaceId: workspace.id, id: params.id })
        const ref = { kind: params.kind, value: params.value }
        await unbindIdentifier(handles, { workspaceId: workspace.id, person, ref, by: actor.name, evidence: requestId })
        return { personId: personId(person) }
      },
      // The value may be a phone number: it must not stand in the audit.
      { targetFields: ['id', 'personId'] },
    ),
    bind(unmergePerson, async ({ handles, workspace, params, body, actor }) => {
      const person = await knownPerson(handles.db, { workspaceId: workspace.id, id: params.id })
      const mergeId = recordId(body.mergeId, { zh: '合并', en: 'The merge' })
      const unmerged = await unmerge(handles, { workspaceId: workspace.id, person, mergeId, by: actor.name })
      return { personId: personId(unmerged.personId), separated: personId(unmerged.separated), apartId: String(unmerged.apartId) }
    }),
    bind(liftApartCall, async ({ handles, workspace, params, actor }) => {
      const id = recordId(params.id, { zh: '这条“保持分开”', en: 'The rule that keeps them apart' })
      await liftApart(handles, { workspaceId: workspace.id, id, by: actor.name })
      return { id: params.id }
    }),
    bind(decideConflictCall, async ({ handles, workspace, params, body, actor }) => {
      const id = recordId(params.id, { zh: '冲突', en: 'The conflict' })
      const decided = await decideConflict(handles, { workspaceId: workspace.id, id, decision: body.decision, by: actor.name })
      return { id: params.id, state: decided.state, personId: personId(decided.personId) }
    }),
    ...readingRoutes(),
  ]
}

function readingRoutes(): Binding[] {
  return [
    bind(listMerges, async ({ handles, workspace, params, query, actor }) => {
      const of = await pageOf(handles, { workspaceId: workspace.id, id: params.id, ...query })
      const rows = await readMerges(handles, of)
      const shown = await shownOf(handles, { workspaceId: workspace.id, rows, unmasked: actor.permissions.has('people.read_personal') })
      return cutPage(rows, {
        limit: query.limit,
        key: (row) => [row.id],
        item: ({ id, a, b, into, from, at, ...row }) => ({
          ...row,
          mergeId: String(id),
          at: at.toISOString(),
          into: personId(into),
          from: personId(from),
          identifiers: shownPair(shown, [a, b]),
        }),
      })
    }),
    bind(listApart, async ({ handles, workspace, params, query, actor }) => {
      const of = await pageOf(handles, { workspaceId: workspace.id, id: params.id, ...query })
      const rows = await readApartRules(handles, of)
      const shown = await shownOf(handles, { workspaceId: workspace.id, rows, unmasked: actor.permissions.has('people.read_personal') })
      return cutPage(rows, {
        limit: query.limit,
        key: (row) => [row.id],
        item: ({ id, a, b, aPerson, bPerson, at, ...row }) => ({
          ...row,
          id: String(id),
          at: at.toISOString(),
          persons: [personId(aPerson), personId(bPerson)] as [string, string],
          identifiers: shownPair(shown, [a, b]),
        }),
      })
    }),
    bind(listConflicts, async ({ handles, workspace, query, actor }) => {
      const workspaceId = workspace.id
      const person = query.personId === undefined ? undefined : await knownPerson(handles.db, { workspaceId, id: query.personId })
      const before = decodeCursor(query.cursor, idCursor)?.[0]
      const rows = await readConflicts(handles, { workspaceId, open: query.state === 'open', person, before, limit: query.limit + 1 })
      const unmasked = actor.permissions.has('people.read_personal')
      const shown = await shownOf(handles, { workspaceId, rows, unmasked })
      const sides = await readSides(handles, { workspaceId, sides: rows.flatMap(sidesOf), unmasked })
      const open = await countOpenConflicts(handles, { workspaceId })
      const item = (row: ConflictRow) => conflictAnswer(row, { shown, sides })
      return { ...cutPage(rows, { limit: query.limit, key: (row) => [row.id], item }), open }
    }),
    bind(identityHistory, async ({ handles, workspace, params, actor }) => {
      const person = await knownPerson(handles.db, { workspaceId: workspace.id, id: params.id })
      const { items, more } = await readHistory(handles, { workspaceId: workspace.id, person })
      const shown = await shownOf(handles, {
        workspaceId: workspace.id,
        rows: items,
        unmasked: actor.permissions.has('people.read_personal'),
      })
      const steps = items.map(({ a, b, at, ...row }) => ({ ...row, at: at.toISOString(), identifiers: shownPair(shown, [a, b]) }))
      return { items: steps, more }
    }),
    bind(identityGraph, async ({ handles, workspace, params, actor }) => {
      const person = await knownPerson(handles.db, { workspaceId: workspace.id, id: params.id })
      const unmasked = actor.permissions.has('people.read_personal')
      const { nodes, edges, more } = await readGraph(handles, { workspaceId: workspace.id, person, unmasked })
      return {
        nodes: nodes.map(({ atom, identifier, since }) => ({
          atom: personId(atom),
          kind: identifier?.kind ?? null,
          value: identifier?.value ?? null,
          since: since.toISOString(),
          shared: identifier?.shared ?? false,
        })),
        edges: edges.map(({ mergeId, a, b, at, ...edge }) => ({
          ...edge,
          mergeId: mergeId === null ? null : String(mergeId),
          a: personId(a),
          b: personId(b),
          at: at.toISOString(),
        })),
        more,
      }
    }),
  ]
}

function linkedAnswer({ personId: person, merged, mergeId }: Linked) {
  return { personId: personId(person), merged: merged.map(personId), mergeId: mergeId === null ? null : String(mergeId) }
}

function recordId(text: string, what: { zh: string; en: string }): number {
  return RECORD_ID.test(text) ? Number(text) : fail('platform.not_found', { what })
}

/** One more than the page holds is read. */
async function pageOf(handles: Handles, input: { workspaceId: number; id: string; limit: number; cursor?: string | undefined }) {
  const person = await knownPerson(handles.db, input)
  return { workspaceId: input.workspaceId, person, before: decodeCursor(input.cursor, idCursor)?.[0], limit: input.limit + 1 }
}

function shownOf(
  handles: Handles,
  input: { workspaceId: number; rows: readonly { readonly a: number; readonly b: number }[]; unmasked: boolean },
): Promise<ReadonlyMap<number, ShownIdentifier>> {
  return identifiersOfAtoms(handles, { ...input, atoms: input.rows.flatMap(({ a, b }) => [a, b]) })
}

function sidesOf({ aPerson, bPerson, kind }: ConflictRow) {
  return [
    { person: aPerson, kind },
    { person: bPerson, kind },
  ]
}

function conflictAnswer(row: ConflictRow, of: { shown: ReadonlyMap<number, ShownIdentifier>; sides: ReadonlyMap<string, ConflictSide> }) {
  const side = (person: number) => {
    const { name = null, identifiers = 0, values = [] } = of.sides.get(`${person} ${row.kind}`) ?? {}
    return { id: personId(person), name, identifiers, values }
  }
  return {
    id: String(row.id),
    state: row.state,
    kind: row.kind,
    at: row.at.toISOString(),
    cause: row.cause,
    source: row.source,
    by: row.by,
    evidence: row.evidence,
    identifiers: shownPair(of.shown, [row.a, row.b]),
    persons: [side(row.aPerson), side(row.bPerson)] as [ReturnType<typeof side>, ReturnType<typeof side>],
    decidedAt: row.decidedAt?.toISOString() ?? null,
    decidedBy: row.decidedBy,
  }
}
