/** The list of people: a page of those that fit, in the order of the narrowest way to them. */
import { z } from 'zod'
import { decodeCursor, encodeCursor } from '../../platform/http/cursor.ts'
import { walkSearch } from './person-search.ts'
import { readPersonTraits } from './person-traits.ts'
import { type PlaceKey, type Walk, type WalkRow, walkAll, walkKind, walkMerged, walkSeen, walkTrait } from './person-walks.ts'
import { type IdentityHandles, personsOfAtoms } from './persons.ts'
import { ruleIn, traitRulesOf } from './trait-rules.ts'

export interface PersonFilter {
  /** What somebody typed. */
  readonly text?: string | undefined
  readonly kind?: string | undefined
  readonly merged?: boolean | undefined
  readonly trait?: { readonly name: string; readonly value: string } | undefined
  /** First seen within `seenFrom` ≤ t < `seenTo`, milliseconds. */
  readonly seenFrom?: number | undefined
  readonly seenTo?: number | undefined
}

interface ListInput {
  readonly workspaceId: number
  readonly filter: PersonFilter
  readonly limit: number
  readonly cursor: string | undefined
}

/** Rows that one page looks at; with fewer people among them than asked for the page is short and the next one goes on from there. */
const MAX_ROWS_LOOKED_AT = 20_000
const MAX_ROWS_AT_ONCE = 500
const FEWEST_ROWS = 100

/** As far as a time may be from 1970, in milliseconds; atoms are below that. */
const FARTHEST = 8.64e15
const keyParts = { numbers: z.number().int().min(-FARTHEST).max(FARTHEST), texts: z.string() } as const

/**
 * People that fit the filter, each once. A page may be short, even empty, although there are more: `nextCursor` alone says so.
 * @throws platform.invalid for a cursor of another list
 */
export async function listPersonPage(handles: IdentityHandles, input: ListInput): Promise<{ page: number[]; nextCursor: string | null }> {
  const { workspaceId, limit } = input
  const walk = walkFor(handles, input)
  const part: z.ZodType<number | string> = keyParts[walk.keys]
  const key = decodeCursor(input.cursor, z.tuple([z.literal(walk.name), part, part]))
  const cursorOf = (at: PlaceKey) => encodeCursor([walk.name, ...at])
  const places = new Map<number, PlaceKey>()
  const found: { person: number; key: PlaceKey }[] = []
  let after: PlaceKey | undefined = key && [key[1], key[2]]
  let size = Math.min(Math.max(limit + 1, FEWEST_ROWS), MAX_ROWS_AT_ONCE)
  for (let looked = 0; looked < MAX_ROWS_LOOKED_AT; looked += size, size = Math.min(size * 4, MAX_ROWS_AT_ONCE)) {
    const rows = await walk.rows({ after, limit: size })
    const listed = await listedHere(handles, { workspaceId, walk, rows, places })
    const fitting = await fittingOf(handles, { ...input, walk, persons: listed.map(({ person }) => person) })
    found.push(...listed.filter(({ person }) => fitting.has(person)))
    const last = found[limit - 1]
    if (found.length > limit && last) return { page: found.slice(0, limit).map(({ person }) => person), nextCursor: cursorOf(last.key) }
    if (rows.length < size) return { page: found.map(({ person }) => person), nextCursor: null }
    after = rows.at(-1)?.key
  }
  return { page: found.map(({ person }) => person), nextCursor: after === undefined ? null : cursorOf(after) }
}

function walkFor(handles: IdentityHandles, { workspaceId, filter }: ListInput): Walk {
  const { db } = handles
  if (filter.text !== undefined) return walkSearch(handles, { workspaceId, text: filter.text })
  if (filter.trait) return walkTrait(db, { workspaceId, ...filter.trait })
  if (filter.merged === true) return walkMerged(db, workspaceId)
  if (filter.seenFrom !== undefined || filter.seenTo !== undefined)
    return walkSeen(db, { workspaceId, from: filter.seenFrom, to: filter.seenTo })
  if (filter.kind !== undefined) return walkKind(db, { workspaceId, kind: filter.kind })
  return walkAll(db, workspaceId)
}

/** The people that are listed at these rows. `places` remembers where the others are. */
async function listedHere(
  handles: IdentityHandles,
  input: { workspaceId: number; walk: Walk; rows: readonly WalkRow[]; places: Map<number, PlaceKey> },
): Promise<{ person: number; key: PlaceKey }[]> {
  const { workspaceId, walk, rows, places } = input
  const personOf = await personsOfAtoms(handles.db, { workspaceId, atoms: rows.map(({ atom }) => atom) })
  const unplaced = [...new Set(personOf.values())].filter((person) => !places.has(person))
  for (const [person, key] of unplaced.length > 0 ? ((await walk.places?.(unplaced)) ?? []) : []) places.set(person, key)
  return rows.flatMap(({ atom, key }) => {
    const person = personOf.get(atom)
    if (person === undefined) return []
    const place = walk.places ? places.get(person) : key
    return place && place[0] === key[0] && place[1] === key[1] ? { person, key } : []
  })
}

/** Those of the people that fit what the way did not see to already. */
async function fittingOf(
  handles: IdentityHandles,
  input: ListInput & { readonly walk: Walk; readonly persons: readonly number[] },
): Promise<Set<number>> {
  const { workspaceId, filter, walk } = input
  const { db } = handles
  let left = [...input.persons]
  const keep = async (other: Walk, fits: (key: PlaceKey) => boolean = () => true) => {
    if (walk.name === other.name || left.length === 0) return
    const places = await other.places?.(left)
    left = left.filter((person) => {
      const place = places?.get(person)
      return place !== undefined && fits(place)
    })
  }
  if (filter.kind !== undefined) await keep(walkKind(db, { workspaceId, kind: filter.kind }))
  if (filter.merged === true) await keep(walkMerged(db, workspaceId))
  if (filter.merged === false && left.length > 0) {
    const merged = await walkMerged(db, workspaceId).places?.(left)
    left = left.filter((person) => !merged?.has(person))
  }
  const { seenFrom: from, seenTo: to, trait } = filter
  if (from !== undefined || to !== undefined)
    await keep(
      walkSeen(db, { workspaceId, from, to }),
      ([seenAt]) => Number(seenAt) >= (from ?? Number.NEGATIVE_INFINITY) && Number(seenAt) < (to ?? Number.POSITIVE_INFINITY),
    )
  if (trait && left.length > 0) {
    const ruleOf = ruleIn(await traitRulesOf(handles, workspaceId))
    const traits = await readPersonTraits(db, { workspaceId, persons: left, ruleOf, name: trait.name })
    left = left.filter((person) => textOf(traits.get(person)?.get(trait.name)?.value) === trait.value)
  }
  return new Set(left)
}

/** As it is written in a question; undefined for lists and objects. */
function textOf(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined
}
