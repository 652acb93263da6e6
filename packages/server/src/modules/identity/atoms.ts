/**
 * Finds or makes the atom of every identifier and links those that came together, set-wise: memory first, then one statement for all that
 * are left.
 */
import { type Db, sql } from '../../platform/db/index.ts'
import type { Handles } from '../../platform/handles.ts'
import type { AtomCache } from './atom-cache.ts'
import { declaredKinds } from './declared-kinds.ts'
import { failIdentity } from './errors.ts'
import { type DeclaredKinds, kindOf } from './kinds.ts'
import { linkSeen } from './links/seen.ts'
import { currentMemory, type Memory } from './memory.ts'
import { type IdentifierRef, type IdentifierRefusal, type Normalised, normaliseIdentifier } from './normalise.ts'
import { personalKey, sealPersonal } from './personal.ts'
import { linksOf } from './seen-links.ts'

/** Identifiers that came together: those of one event, strongest first. */
export interface SeenTogether {
  readonly workspaceId: number
  readonly refs: readonly IdentifierRef[]
  /** Milliseconds. */
  readonly seenAt: number
  /** Why they came together; absent: `event`. */
  readonly cause?: 'event' | 'alias' | 'bind'
  /** `segment`, `sensors`, `import`, `server`. */
  readonly source?: string
  /** Message hash of the event. */
  readonly evidence?: string
}

type IdentityHandles = Pick<Handles, 'db' | 'clocks' | 'secret' | 'config'>

const MAX_IDENTIFIERS_PER_STATEMENT = 5_000
/** An identifier that another process is just making is found in the second turn. */
const MAX_TURNS = 5
/** One in ten known is few enough to make first. */
const MOSTLY = 10

/** One identifier to find or make, and the spellings under which it is waited for. */
interface Wanted {
  readonly workspaceId: number
  readonly kind: string
  readonly key: string
  readonly sealed: string | null
  seenAt: number
  readonly spellings: string[]
}

/**
 * Answers for each item the atom of its first identifier (0 without identifiers), or why one of them is refused.
 * Every identifier has an atom of its own; the first one's is linked with each of the others by the rules of their kinds.
 * Idempotent and safe beside other processes; nothing is left half done for an item.
 */
export async function resolveAtoms(handles: IdentityHandles, items: readonly SeenTogether[]): Promise<(number | IdentifierRefusal)[]> {
  const memory = await currentMemory(handles)
  const answers: (number | IdentifierRefusal)[] = []
  const left: number[] = []
  for (const item of items) {
    const atom = knownAlone(memory.cache, item)
    if (atom === undefined) left.push(answers.length)
    answers.push(atom ?? 0)
  }
  if (left.length === 0) return answers
  const found = await resolveTogether(
    handles,
    memory,
    left.flatMap((place) => items[place] ?? []),
  )
  for (const [index, place] of left.entries()) answers[place] = found[index] ?? 0
  return answers
}

/** Most events: one identifier, or none, that is known. There is nothing to make and nothing to link. */
function knownAlone(cache: AtomCache, { workspaceId, refs }: SeenTogether): number | undefined {
  const [only] = refs
  if (refs.length > 1) return undefined
  return only === undefined ? 0 : cache.get(spellingOf(workspaceId, only))
}

async function resolveTogether(
  handles: IdentityHandles,
  memory: Memory,
  items: readonly SeenTogether[],
): Promise<(number | IdentifierRefusal)[]> {
  const { cache, pairs, generation } = memory
  const atoms: (readonly number[] | IdentifierRefusal | undefined)[] = items.map((item) => rememberedAtoms(cache, item))
  const wanted = new Map<string, Wanted>()
  for (const [place, item] of items.entries()) {
    if (atoms[place] === undefined) atoms[place] = await want(handles, { item, wanted })
  }
  const found = await findOrMake(memory, handles.db, [...wanted.values()])
  const holds = () => memory.generation === generation
  if (holds()) for (const [spelling, atom] of found.atoms) cache.set(spelling, atom)
  const all = items.map((item, place) => atoms[place] ?? item.refs.map((ref) => madeAtom(found.atoms, spellingOf(item.workspaceId, ref))))
  const links = linksOf({ items, atoms: all, made: found.made, judged: (link) => pairs.has(link) })
  for (const [workspaceId, ofWorkspace] of links) {
    await linkSeen(handles, { workspaceId, links: ofWorkspace })
    if (holds()) for (const link of ofWorkspace) pairs.add(link)
  }
  return all.map((one) => ('code' in one ? one : (one[0] ?? 0)))
}

/** The atoms of all identifiers; undefined when one of them is not in memory. */
function rememberedAtoms(cache: AtomCache, { workspaceId, refs }: SeenTogether): number[] | undefined {
  const atoms: number[] = []
  for (const ref of refs) {
    const atom = cache.get(spellingOf(workspaceId, ref))
    if (atom === undefined) return undefined
    atoms.push(atom)
  }
  return atoms
}

function madeAtom(made: ReadonlyMap<string, number>, spelling: string): number {
  const atom = made.get(spelling)
  if (atom === undefined) throw new Error('an identifier was neither found nor made')
  return atom
}

function spellingOf(workspaceId: number, ref: IdentifierRef): string {
  return `${workspaceId} ${ref.kind}:${ref.value}`
}

/** Adds the item's identifiers to what is wanted; answers the refusal when one cannot be used. */
async function want(
  handles: IdentityHandles,
  input: { item: SeenTogether; wanted: Map<string, Wanted> },
): Promise<IdentifierRefusal | undefined> {
  const { item, wanted } = input
  const declared = await declaredFor(handles, item)
  const options = { declared, locale: handles.config.locale }
  const normalised = item.refs.map((ref) => normaliseIdentifier(ref, options))
  const refused = normalised.find((one) => !one.ok)
  if (refused && !refused.ok) return refused.refusal
  for (const [index, one] of normalised.entries()) {
    const ref = item.refs[index]
    if (one.ok && ref) addWanted(wanted, { handles, item, spelling: spellingOf(item.workspaceId, ref), one })
  }
  return undefined
}

async function declaredFor(handles: IdentityHandles, item: SeenTogether): Promise<DeclaredKinds | undefined> {
  return item.refs.every((ref) => kindOf(ref.kind)) ? undefined : declaredKinds(handles, item.workspaceId)
}

function addWanted(
  wanted: Map<string, Wanted>,
  input: { handles: IdentityHandles; item: SeenTogether; spelling: string; one: Extract<Normalised, { ok: true }> },
): void {
  const { workspaceId, seenAt } = input.item
  const { kind, value, personal } = input.one
  const name = `${workspaceId} ${kind}:${value}`
  const known = wanted.get(name)
  if (known) {
    if (!known.spellings.includes(input.spelling)) known.spellings.push(input.spelling)
    known.seenAt = Math.min(known.seenAt, seenAt)
    return
  }
  const { secret } = input.handles
  wanted.set(name, {
    workspaceId,
    kind,
    key: personal ? personalKey(secret, { workspaceId, kind, value }) : value,
    sealed: personal ? sealPersonal(secret, { workspaceId, kind, value }) : null,
    seenAt,
    spellings: [input.spelling],
  })
}

interface FoundOrMade {
  /** By spelling. */
  readonly atoms: Map<string, number>
  /** Those that nobody had seen before. */
  readonly made: Set<number>
}

/** All of them. Sorted, so that two processes making the same ones wait for each other in one order. */
async function findOrMake(memory: Memory, db: Db, wanted: Wanted[]): Promise<FoundOrMade> {
  const found: FoundOrMade = { atoms: new Map(), made: new Set() }
  wanted.sort((a, b) => a.workspaceId - b.workspaceId || compare(a.kind, b.kind) || compare(a.key, b.key))
  for (let start = 0; start < wanted.length; start += MAX_IDENTIFIERS_PER_STATEMENT) {
    await findOrMakeSome(memory, db, { wanted: wanted.slice(start, start + MAX_IDENTIFIERS_PER_STATEMENT), ...found })
  }
  return found
}

/**
 * Finds and makes in turns until none is left: what another process is just making is found in the next turn. What is not in memory is
 * mostly new on a node that has run for a while and mostly known on one that has just started, so the turn begins with what the last
 * one taught: making first saves a statement, finding first saves numbers.
 */
async function findOrMakeSome(memory: Memory, db: Db, input: FoundOrMade & { wanted: readonly Wanted[] }): Promise<void> {
  let left = input.wanted
  const note = (rows: readonly Found[]) => {
    for (const { place, atom } of rows) for (const spelling of left[place]?.spellings ?? []) input.atoms.set(spelling, atom)
    left = left.filter((one) => !input.atoms.has(one.spellings[0] ?? ''))
    return rows.length
  }
  let found = 0
  for (let turn = 0; left.length > 0; turn++) {
    if (turn === MAX_TURNS) throw new Error(`${left.length} identifiers were neither found nor made`)
    if (turn > 0 || !memory.mostlyNew) found += note(await findRows(db, left))
    if (left.length > 0) {
      const rows = await makeRows(db, left)
      for (const { atom } of rows) input.made.add(atom)
      note(rows)
    }
  }
  memory.mostlyNew = found * MOSTLY <= input.wanted.length
}

interface Found {
  /** In the list that was asked for. */
  readonly place: number
  readonly atom: number
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

async function findRows(db: Db, wanted: readonly Wanted[]): Promise<Found[]> {
  const result = await sql<Found>`
    select (place - 1)::int as place, known.atom
    from unnest(${wanted.map((one) => one.workspaceId)}::int[], ${wanted.map((one) => one.kind)}::text[],
        ${wanted.map((one) => one.key)}::text[]) with ordinality as wanted (workspace_id, kind, key, place)
      join identity_identifiers known
        on known.workspace_id = wanted.workspace_id and known.kind = wanted.kind and known.key = wanted.key`.execute(db)
  return result.rows
}

/** Answers those that this statement made; for one that is there already a number is lost. */
async function makeRows(db: Db, wanted: readonly Wanted[]): Promise<Found[]> {
  const result = await sql<{ workspace_id: number; kind: string; key: string; atom: number }>`
    with made as (
      insert into identity_identifiers (workspace_id, kind, key, sealed, atom, seen_at)
      select workspace_id, kind, key, sealed, nextval('identity_atom_numbers'), to_timestamp(seen_ms / 1000)
      from unnest(${wanted.map((one) => one.workspaceId)}::int[], ${wanted.map((one) => one.kind)}::text[], ${wanted.map((one) => one.key)}::text[],
        ${wanted.map((one) => one.sealed)}::text[], ${wanted.map((one) => one.seenAt)}::float8[]) as wanted (workspace_id, kind, key, sealed, seen_ms)
      on conflict do nothing
      returning workspace_id, kind, key, atom
    ), queued as (
      insert into identity_copies (workspace_id, what, atoms) select workspace_id, 'identifiers', array_agg(atom) from made group by workspace_id
    )
    select workspace_id, kind, key, atom from made`.execute(db)
  const places = new Map(wanted.map((one, place) => [`${one.workspaceId} ${one.kind}:${one.key}`, place]))
  return result.rows.flatMap((row) => {
    const place = places.get(`${row.workspace_id} ${row.kind}:${row.key}`)
    return place === undefined ? [] : { place, atom: row.atom }
  })
}

/**
 * The atoms of identifiers of one workspace, in order, found or made; they are not linked.
 * @throws identity.kind_undeclared, identity.value_empty, identity.value_too_long, identity.value_malformed
 */
export async function findOrMakeAtoms(
  handles: IdentityHandles,
  input: { workspaceId: number; refs: readonly IdentifierRef[]; seenAt: number },
): Promise<number[]> {
  const items = input.refs.map((ref) => ({ workspaceId: input.workspaceId, refs: [ref], seenAt: input.seenAt }))
  const answers = await resolveAtoms(handles, items)
  return answers.map((answer) => (typeof answer === 'number' ? answer : failIdentity(answer.code, answer.details)))
}

/** The atom of one identifier, and whether nobody had it before. @throws as `findOrMakeAtoms` */
export async function findOrMakeIdentifier(
  handles: IdentityHandles,
  input: { workspaceId: number; ref: IdentifierRef; seenAt: number },
): Promise<{ atom: number; made: boolean }> {
  const wanted = new Map<string, Wanted>()
  const refused = await want(handles, { item: { ...input, refs: [input.ref] }, wanted })
  if (refused) return failIdentity(refused.code, refused.details)
  // Not from memory: whoever asks for a link must not be answered about an identifier that another process has just unbound.
  const { atoms, made } = await findOrMake(await currentMemory(handles), handles.db, [...wanted.values()])
  const [atom = 0] = atoms.values()
  return { atom, made: made.has(atom) }
}
