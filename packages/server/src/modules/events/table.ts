/** The events table as queries see it; the statement that makes it is a migration of this module. */
import { areaSql } from './area-sql.ts'
import type { Area } from './areas.ts'
import type { Parameters } from './parameters.ts'

export const EVENTS_TABLE = 'events_v1'

/** A row for every atom that ever changed hands. */
export const PEOPLE_TABLE = 'dim_people_v1'
/** Over that table: the person of each atom that is not its own. */
export const PEOPLE_DICTIONARY = 'dim_people'

const LOOKED_UP = `dictGetOrDefault('${PEOPLE_DICTIONARY}', 'person', atom, atom)`
/** A look-up in a bitmap of those that ever moved is several times cheaper than one in the dictionary, and few moved. */
const PERSON = `if(bitmapContains((SELECT groupBitmapState(atom) FROM ${PEOPLE_TABLE}), atom), ${LOOKED_UP}, atom)`
const SHARES_PERSON = `bitmapContains((SELECT groupBitmapState(arrayJoin([atom, person])) FROM ${PEOPLE_TABLE}), atom)`

/**
 * The person of an event as an SQL expression (UInt64, 0 = nobody). Every query groups people by this expression, so that merged people
 * become one here and nowhere else; a merge is in it within three seconds. Run such a query through `ask`. Whether there is a person at all
 * is told by the atom alone: `HAS_PERSON`, which costs nothing.
 */
export function personColumn(): string {
  return PERSON
}

/** Whether the person of an atom may have other atoms, as an SQL expression (UInt8). Where not, the atom is the person, all of it. */
export function sharesPerson(): string {
  return SHARES_PERSON
}

/** The same query for a store in which nobody was merged. */
export function withoutMerges(query: string): string {
  return query.replaceAll(PERSON, 'atom').replaceAll(SHARES_PERSON, '0')
}

export function usesPersonColumn(query: string): boolean {
  return query.includes(PERSON) || query.includes(SHARES_PERSON)
}

/** Whether somebody did the event. */
export const HAS_PERSON = 'atom != 0'

/** Milliseconds of the event's time since 1970-01-01 UTC (Int64). */
export const TIME_MS = 'toUnixTimestamp64Milli(time)'

/** Which events a query reads. Times are milliseconds, `from ≤ t < to`. */
export interface EventFilter {
  readonly workspaceId: number
  /** Absent: events of any name. Empty: none. */
  readonly names?: readonly string[] | undefined
  /** Absent: of any area. */
  readonly area?: Area | undefined
  readonly from?: number | undefined
  readonly to?: number | undefined
  /** Atoms of the people asked about; empty: none. */
  readonly atoms?: readonly number[] | undefined
  /** Only events that have a person, or only those that have none. */
  readonly withPerson?: boolean | undefined
}

/** A server takes at most 128 KB in one parameter. */
const ATOMS_PER_PARAMETER = 5_000

/**
 * The atoms as what stands after `atom IN`; a person may have hundreds of thousands. Long lists go in as a subquery: from some 130,000
 * literal values on, the store looks up the events' index in a time that grows with their square.
 */
export function atomsSql(atoms: readonly number[], parameters: Parameters): string {
  const list = listSql(atoms, parameters)
  return atoms.length <= ATOMS_PER_PARAMETER ? list : `(SELECT arrayJoin(${list}))`
}

function listSql(atoms: readonly number[], parameters: Parameters): string {
  if (atoms.length <= ATOMS_PER_PARAMETER) return parameters.bind('Array(UInt64)', atoms)
  const lists: string[] = []
  for (let start = 0; start < atoms.length; start += ATOMS_PER_PARAMETER)
    lists.push(parameters.bind('Array(UInt64)', atoms.slice(start, start + ATOMS_PER_PARAMETER)))
  return `arrayConcat(${lists.join(', ')})`
}

/**
 * The person of an atom of some people given by their atoms, `persons[i]` that of `atoms[i]`, as an SQL expression (UInt64). It knows of a
 * merge as soon as whoever read the people does, unlike `personColumn`.
 */
export function personOfAtomsSql(
  { atoms, persons }: { readonly atoms: readonly number[]; readonly persons: readonly number[] },
  parameters: Parameters,
): string {
  const moved = atoms.flatMap((atom, index) => (persons[index] === atom ? [] : [index]))
  if (moved.length === 0) return 'atom'
  const list = (of: readonly number[]) =>
    listSql(
      moved.map((index) => of[index] ?? 0),
      parameters,
    )
  return `transform(atom, ${list(atoms)}, ${list(persons)}, atom)`
}

/** The filter as SQL, to stand after `WHERE`. */
export function filterSql(filter: EventFilter, parameters: Parameters): string {
  const parts = [`workspace = ${parameters.bind('UInt32', filter.workspaceId)}`]
  if (filter.names) parts.push(`name IN ${parameters.bind('Array(String)', filter.names)}`)
  if (filter.area) parts.push(areaSql(filter.area, parameters))
  if (filter.atoms) parts.push(`atom IN ${atomsSql(filter.atoms, parameters)}`)
  if (filter.withPerson !== undefined) parts.push(filter.withPerson ? HAS_PERSON : `NOT (${HAS_PERSON})`)
  if (filter.from !== undefined) parts.push(`time >= ${parameters.moment(filter.from)}`)
  if (filter.to !== undefined) parts.push(`time < ${parameters.moment(filter.to)}`)
  return parts.join(' AND ')
}
