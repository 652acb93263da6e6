/** Who is who: linking, merging and taking apart again. Browser-safe. */
import { z } from 'zod'
import { endpoint } from '../../../platform/contract.ts'
import { instant, listOf, listQuery } from '../../../platform/http/list.ts'
import { PersonId } from '../contract.ts'

const MAX_KIND_LENGTH = 120
const MAX_VALUE_LENGTH = 255
const RecordId = z.string().min(1).max(20)
const valueErrors = ['identity.kind_undeclared', 'identity.value_empty', 'identity.value_too_long', 'identity.value_malformed']

export const linkIdentifier = endpoint({
  name: 'persons.link_identifier',
  method: 'POST',
  path: '/persons/:id/identifiers',
  access: 'people.write',
  summary: { zh: '把一个标识绑定到客户，可能合并两个客户', en: 'Link an identifier to a person, which may merge two people' },
  params: z.object({ id: PersonId }),
  body: z.strictObject({ kind: z.string().min(1).max(MAX_KIND_LENGTH), value: z.string().max(MAX_VALUE_LENGTH * 4) }),
  response: z.object({
    personId: PersonId,
    /** Ids that now answer as this person. */
    merged: z.array(PersonId),
    /** What may be undone; null when the identifier was this person's already. */
    mergeId: RecordId.nullable(),
  }),
  errors: [...valueErrors, 'identity.conflict'],
})

export const mergePersons = endpoint({
  name: 'persons.merge',
  method: 'POST',
  path: '/persons/:id/merge',
  access: 'people.write',
  summary: { zh: '把另一位客户并入这一位', en: 'Merge another person with this one' },
  params: z.object({ id: PersonId }),
  body: z.strictObject({ personId: PersonId }),
  response: linkIdentifier.response,
  errors: ['identity.conflict'],
})

export const unbindIdentifier = endpoint({
  name: 'persons.unbind_identifier',
  method: 'DELETE',
  path: '/persons/:id/identifiers/:kind/:value',
  access: 'people.write',
  summary: { zh: '解绑一个标识；过去的记录留在这位客户名下', en: 'Unbind an identifier; what happened so far stays with the person' },
  params: z.object({
    id: PersonId,
    kind: z.string().min(1).max(MAX_KIND_LENGTH),
    value: z
      .string()
      .min(1)
      .max(MAX_VALUE_LENGTH * 4),
  }),
  response: z.object({ personId: PersonId }),
  errors: valueErrors,
})

export const Merge = z.object({
  mergeId: RecordId,
  at: instant,
  /** The person that ended and the one that went on, as they were then. */
  from: PersonId,
  into: PersonId,
  /** `event`, `alias`, `bind`, `request`, `conflict`, `suggestion`. */
  cause: z.string(),
  /** `linked`: one side was an identifier nobody had seen before. */
  kind: z.enum(['merged', 'linked']),
  /** `segment`, `sensors`, `import`, `server`, `api`. */
  source: z.string(),
  /** Name of the account or key that asked for it; empty when an event did. */
  by: z.string(),
  evidence: z.string(),
  /** The identifiers that were joined; null where one was unbound since. */
  identifiers: z.tuple([
    z.object({ kind: z.string(), value: z.string() }).nullable(),
    z.object({ kind: z.string(), value: z.string() }).nullable(),
  ]),
})
export type Merge = z.output<typeof Merge>

export const listMerges = endpoint({
  name: 'persons.merges',
  method: 'GET',
  path: '/persons/:id/merges',
  access: 'people.read',
  summary: { zh: '构成这位客户的合并，最新的在前', en: 'The merges that make up this person, newest first' },
  params: z.object({ id: PersonId }),
  query: z.object(listQuery),
  response: listOf(Merge),
})

export const unmergePerson = endpoint({
  name: 'persons.unmerge',
  method: 'POST',
  path: '/persons/:id/unmerge',
  access: 'people.write',
  summary: { zh: '撤销一次合并，此后保持分开', en: 'Undo one merge; both stay apart from then on' },
  params: z.object({ id: PersonId }),
  body: z.strictObject({ mergeId: RecordId }),
  response: z.object({
    /** The two people there are now: the one that keeps the id, and the one that has its own again. */
    personId: PersonId,
    separated: PersonId,
    /** The rule that keeps them apart, to be lifted. */
    apartId: RecordId,
  }),
  errors: ['identity.merge_unknown'],
})

/** Two people kept apart until somebody lifts it. */
export const Apart = z.object({
  id: RecordId,
  persons: z.tuple([PersonId, PersonId]),
  /** `unmerge`, `conflict`. */
  cause: z.string(),
  at: instant,
  by: z.string(),
  identifiers: Merge.shape.identifiers,
})
export type Apart = z.output<typeof Apart>

export const listApart = endpoint({
  name: 'persons.apart',
  method: 'GET',
  path: '/persons/:id/apart',
  access: 'people.read',
  summary: { zh: '不许与这位客户合并的人', en: 'Who must not be merged with this person' },
  params: z.object({ id: PersonId }),
  query: z.object(listQuery),
  response: listOf(Apart),
})

export const liftApart = endpoint({
  name: 'identity.lift',
  method: 'DELETE',
  path: '/identity/apart/:id',
  access: 'people.write',
  summary: { zh: '解除“保持分开”', en: 'Let two people be merged again' },
  params: z.object({ id: RecordId }),
  response: z.object({ id: RecordId }),
})

export const ConflictPerson = z.object({ id: PersonId, name: z.string().nullable(), identifiers: z.number(), values: z.array(z.string()) })

export const Conflict = z.object({
  id: RecordId,
  state: z.enum(['open', 'merged', 'apart', 'replaced', 'settled']),
  /** The kind that would have had two values. */
  kind: z.string(),
  at: instant,
  cause: z.string(),
  source: z.string(),
  by: z.string(),
  evidence: z.string(),
  /** The identifiers that came together. */
  identifiers: Merge.shape.identifiers,
  /** The two people as they are now, with their values of the kind. */
  persons: z.tuple([ConflictPerson, ConflictPerson]),
  decidedAt: instant.nullable(),
  decidedBy: z.string().nullable(),
})
export type Conflict = z.output<typeof Conflict>

export const listConflicts = endpoint({
  name: 'identity.conflicts',
  method: 'GET',
  path: '/identity/conflicts',
  access: 'people.read',
  summary: { zh: '等人决定的身份冲突', en: 'Identity conflicts that wait for a decision' },
  query: z.object({ ...listQuery, state: z.enum(['open', 'decided']).default('open'), personId: PersonId.optional() }),
  response: listOf(Conflict).extend({ open: z.number() }),
})

export const decideConflict = endpoint({
  name: 'identity.decide_conflict',
  method: 'POST',
  path: '/identity/conflicts/:id/decide',
  access: 'people.write',
  summary: { zh: '决定一条身份冲突', en: 'Decide an identity conflict' },
  params: z.object({ id: RecordId }),
  body: z.strictObject({
    /** `merge`: one person with both values. `apart`: two people, kept apart. `replace`: one person, the older value is unbound. */
    decision: z.enum(['merge', 'apart', 'replace']),
  }),
  response: z.object({ id: RecordId, state: Conflict.shape.state, personId: PersonId }),
  errors: ['identity.conflict_decided', 'identity.conflict'],
})

export const IdentityStep = z.object({
  at: instant,
  what: z.enum(['merged', 'linked', 'unmerged', 'unbound', 'kept_apart', 'lifted', 'conflict', 'conflict_decided', 'not_merged']),
  /** Id of the merge, rule or conflict. */
  id: z.string(),
  by: z.string(),
  cause: z.string(),
  identifiers: Merge.shape.identifiers,
})
export type IdentityStep = z.output<typeof IdentityStep>

export const identityHistory = endpoint({
  name: 'persons.identity_history',
  method: 'GET',
  path: '/persons/:id/identity-history',
  access: 'people.read',
  summary: { zh: '这位客户的身份如何变化，最新的在前', en: 'How this person came to be, newest first' },
  params: z.object({ id: PersonId }),
  response: z.object({ items: z.array(IdentityStep), more: z.boolean() }),
})

/** Node of the identifier graph: an identifier with its atom; `kind` null where it was unbound. */
export const GraphNode = z.object({
  atom: PersonId,
  kind: z.string().nullable(),
  value: z.string().nullable(),
  since: instant,
  shared: z.boolean(),
})
export const GraphEdge = z.object({
  mergeId: RecordId.nullable(),
  a: PersonId,
  b: PersonId,
  /** `met`: came together and was not merged. */
  what: z.enum(['merged', 'linked', 'met']),
  reason: z.string().nullable(),
  cause: z.string(),
  source: z.string(),
  at: instant,
})

export const identityGraph = endpoint({
  name: 'persons.identity_graph',
  method: 'GET',
  path: '/persons/:id/identity-graph',
  access: 'people.read',
  summary: { zh: '这位客户的标识图', en: "The graph of this person's identifiers" },
  params: z.object({ id: PersonId }),
  response: z.object({ nodes: z.array(GraphNode), edges: z.array(GraphEdge), more: z.boolean() }),
})
