/** Judges links and writes what came of them, all within the caller's transaction and under the lock of links. */
import { bigints, sql, type Tx } from '../../../platform/db/index.ts'
import { emit } from '../../../platform/outbox/index.ts'
import type { KindRules } from '../kinds.ts'
import { type PeopleOfAtoms, readApart, readPartners, readPeopleOfAtoms } from './people.ts'
import { type Component, type Judgement, type Link, openPlan } from './plan.ts'

/** A link with where it comes from. */
export interface WantedLink extends Link {
  /** `event`, `alias`, `bind`, `request`, `conflict`, `suggestion`. */
  readonly cause: string
  readonly source: string
  readonly evidence: string
  readonly by: string
  /** Milliseconds. */
  readonly at: number
}

export interface Judged {
  readonly link: WantedLink
  readonly judgement: Judgement
  /** Of a merge that somebody asked for. */
  mergeId?: number | undefined
}

export interface ApplyLinks {
  readonly workspaceId: number
  readonly links: readonly WantedLink[]
  readonly rulesOf: (kind: string) => KindRules | undefined
}

/** Identifiers of one person at which somebody should look. */
const CROWDED = [100, 1_000, 10_000, 100_000]

/**
 * One judgement a link, in order. A link whose atom stands for nobody any more (unbound or erased since it was looked up) is left out.
 * The caller holds the lock of links.
 */
export async function applyLinks(tx: Tx, input: ApplyLinks): Promise<Judged[]> {
  const { workspaceId } = input
  const atoms = [...new Set(input.links.flatMap(({ a, b }) => [a, b]))]
  const people = await readPeopleOfAtoms(tx, { workspaceId, atoms })
  const links = input.links.filter((link) => isAlive(people, link))
  if (links.length === 0) return []
  const apart = await readApart(tx, { workspaceId, persons: [...people.components.keys()] })
  const before = new Map([...people.components].map(([person, component]) => [person, identifiersOf(component)]))
  const plan = openPlan({
    ...people,
    apart,
    partners: await readPartners(tx, { workspaceId, atoms: weakerAtoms(links, people) }),
    rulesOf: input.rulesOf,
  })
  const judged: Judged[] = links.map((link) => ({ link, judgement: plan.judge(link) }))
  await writeMerges(tx, { workspaceId, judged })
  await writePeople(tx, { workspaceId, people, grown: plan.grown(), find: plan.find })
  if (apart.length > 0) await repointApart(tx, { workspaceId, ended: [...people.components.keys()], find: plan.find })
  await writeRefusals(tx, { workspaceId, judged })
  await markShared(tx, { workspaceId, atoms: [...plan.newlyShared], at: links[0]?.at ?? 0 })
  await tellCrowded(tx, { workspaceId, before, grown: plan.grown(), at: links[0]?.at ?? 0 })
  return judged
}

/** What an event shows holds for identifiers only; a person may also be named by an atom whose identifier was unbound. */
function isAlive(people: PeopleOfAtoms, { a, b, asked }: WantedLink): boolean {
  if (asked === 'event') return people.kindOf.has(a) && people.kindOf.has(b)
  return people.personOf.has(a) && people.personOf.has(b)
}

function weakerAtoms(links: readonly WantedLink[], { shared }: PeopleOfAtoms): number[] {
  return [...new Set(links.flatMap(({ b, asked }) => (asked === 'event' && !shared.has(b) ? b : [])))]
}

function identifiersOf({ kinds }: Component): number {
  let count = 0
  for (const of of kinds.values()) count += of
  return count
}

async function writeMerges(tx: Tx, input: { workspaceId: number; judged: readonly Judged[] }): Promise<void> {
  const made = input.judged.flatMap((one) => (isMerge(one.judgement) ? { one, link: one.link, merge: one.judgement } : []))
  if (made.length === 0) return
  // Nobody waits for the numbers of what events show.
  const isAsked = made.some(({ link }) => link.asked !== 'event')
  const { rows } = await sql<{ id: number; a: number; b: number }>`
    insert into identity_merges (workspace_id, a, b, into_person, from_person, kind, cause, source, evidence, made_by, at)
    select ${input.workspaceId}, a, b, into_person, from_person, kind, cause, source, evidence, made_by, to_timestamp(at_ms / 1000)
    from unnest(${bigints(made.map(({ link }) => link.a))}, ${bigints(made.map(({ link }) => link.b))},
      ${bigints(made.map(({ merge }) => merge.into))}, ${bigints(made.map(({ merge }) => merge.from))},
      ${made.map(({ merge }) => merge.what)}::text[], ${made.map(({ link }) => link.cause)}::text[],
      ${made.map(({ link }) => link.source)}::text[], ${made.map(({ link }) => link.evidence)}::text[],
      ${made.map(({ link }) => link.by)}::text[], ${made.map(({ link }) => link.at)}::float8[])
      as made (a, b, into_person, from_person, kind, cause, source, evidence, made_by, at_ms)
    ${isAsked ? sql`returning id, a, b` : sql``}`.execute(tx)
  const ids = new Map(rows.map(({ id, a, b }) => [`${a} ${b}`, id]))
  for (const { one, link } of made) one.mergeId = ids.get(`${link.a} ${link.b}`)
}

function isMerge(judgement: Judgement): judgement is Extract<Judgement, { into: number }> {
  return judgement.what === 'merged' || judgement.what === 'linked'
}

/** Brings the members, the counts, the kept-apart pairs and the queue for the event store up to what was decided. */
async function writePeople(
  tx: Tx,
  input: { workspaceId: number; people: PeopleOfAtoms; grown: ReadonlyMap<number, Component>; find: (person: number) => number },
): Promise<void> {
  const { workspaceId, people, grown, find } = input
  if (grown.size === 0) return
  const moved = await repointMembers(tx, { workspaceId, people, find })
  const joining = [...people.personOf].flatMap(([atom, person]) =>
    !people.members.has(atom) && (find(person) !== person || grown.has(person)) ? [[atom, find(person)] as const] : [],
  )
  if (joining.length > 0)
    await sql`insert into identity_members (workspace_id, atom, person)
      select ${workspaceId}, atom, person from unnest(${bigints(joining.map(([atom]) => atom))}, ${bigints(joining.map(([, person]) => person))})
        as joining (atom, person)`.execute(tx)
  await writeComponents(tx, {
    workspaceId,
    components: [...grown.values()],
    known: new Set([...people.members].map((atom) => people.personOf.get(atom))),
  })
  moved.push(...joining.flatMap(([atom, person]) => (atom === person ? [] : [atom])))
  if (moved.length > 0) await queueMoves(tx, { workspaceId, atoms: moved })
}

/** Most people of a batch have just come to be: inserting them costs less than asking for each whether it is there. */
async function writeComponents(
  tx: Tx,
  input: { workspaceId: number; components: readonly Component[]; known: ReadonlySet<number | undefined> },
): Promise<void> {
  const { workspaceId, known } = input
  const values = (components: readonly Component[]) => sql`unnest(${bigints(components.map(({ person }) => person))},
    ${components.map(({ atoms }) => atoms)}::int[], ${components.map(({ kinds }) => JSON.stringify(Object.fromEntries(kinds)))}::jsonb[])
    as grown (person, atoms, kinds)`
  const made = input.components.filter(({ person }) => !known.has(person))
  if (made.length > 0)
    await sql`insert into identity_persons (workspace_id, person, atoms, kinds)
      select ${workspaceId}, person, atoms, kinds from ${values(made)}`.execute(tx)
  const changed = input.components.filter(({ person }) => known.has(person))
  if (changed.length > 0)
    await sql`update identity_persons known set atoms = grown.atoms, kinds = grown.kinds from ${values(changed)}
      where known.workspace_id = ${workspaceId} and known.person = grown.person`.execute(tx)
}

/** Atoms of people that ended and had several: their rows point at who goes on. Answers those atoms. */
async function repointMembers(
  tx: Tx,
  { workspaceId, people, find }: { workspaceId: number; people: PeopleOfAtoms; find: (person: number) => number },
): Promise<number[]> {
  const persons = new Set([...people.members].flatMap((atom) => people.personOf.get(atom) ?? []))
  const several = [...persons].filter((person) => find(person) !== person)
  if (several.length === 0) return []
  await sql`delete from identity_persons where workspace_id = ${workspaceId} and person = any(${bigints(several)})`.execute(tx)
  const { rows } = await sql<{ atom: number }>`
    update identity_members member set person = gone.into_person
    from unnest(${bigints(several)}, ${bigints(several.map(find))}) as gone (person, into_person)
    where member.workspace_id = ${workspaceId} and member.person = gone.person
    returning member.atom`.execute(tx)
  return rows.map(({ atom }) => atom)
}

/** Whoever was kept apart from a person that ended is kept apart from the one that goes on. */
async function repointApart(
  tx: Tx,
  input: { workspaceId: number; ended: readonly number[]; find: (person: number) => number },
): Promise<void> {
  const { workspaceId, find } = input
  const ended = input.ended.filter((person) => find(person) !== person)
  await sql`with gone as (select * from unnest(${bigints(ended)}, ${bigints(ended.map(find))}) as gone (person, into_person))
    update identity_apart rule set
      a_person = coalesce((select into_person from gone where person = rule.a_person), rule.a_person),
      b_person = coalesce((select into_person from gone where person = rule.b_person), rule.b_person)
    where workspace_id = ${workspaceId} and lifted_at is null and id in (
      select id from identity_apart, gone where workspace_id = ${workspaceId} and lifted_at is null and a_person = gone.person
      union select id from identity_apart, gone where workspace_id = ${workspaceId} and lifted_at is null and b_person = gone.person)`.execute(
    tx,
  )
}

/** The event store is told of these atoms. */
export async function queueMoves(tx: Tx, input: { workspaceId: number; atoms: readonly number[] }): Promise<void> {
  await sql`insert into identity_moves (workspace_id, atoms) values (${input.workspaceId}, ${bigints(input.atoms)})`.execute(tx)
}

async function writeRefusals(tx: Tx, input: { workspaceId: number; judged: readonly Judged[] }): Promise<void> {
  const { workspaceId, judged } = input
  const met = judged.flatMap(({ link, judgement }) =>
    judgement.what === 'met' && (link.asked === 'event' || judgement.reason === 'not_unique') ? { ...link, reason: judgement.reason } : [],
  )
  if (met.length > 0)
    await sql`insert into identity_encounters (workspace_id, a, b, reason, at)
      select ${workspaceId}, a, b, reason, to_timestamp(at_ms / 1000) from unnest(${bigints(met.map(({ a }) => a))},
        ${bigints(met.map(({ b }) => b))}, ${met.map(({ reason }) => reason)}::text[], ${met.map(({ at }) => at)}::float8[]) as met (a, b, reason, at_ms)
      on conflict do nothing`.execute(tx)
  const conflicts = judged.flatMap(({ link, judgement }) => (judgement.what === 'conflict' ? { ...link, kind: judgement.kind } : []))
  if (conflicts.length > 0)
    await sql`insert into identity_conflicts (workspace_id, a, b, kind, cause, source, evidence, made_by, at)
      select ${workspaceId}, a, b, kind, cause, source, evidence, made_by, to_timestamp(at_ms / 1000)
      from unnest(${bigints(conflicts.map(({ a }) => a))}, ${bigints(conflicts.map(({ b }) => b))}, ${conflicts.map(({ kind }) => kind)}::text[],
        ${conflicts.map(({ cause }) => cause)}::text[], ${conflicts.map(({ source }) => source)}::text[],
        ${conflicts.map(({ evidence }) => evidence)}::text[], ${conflicts.map(({ by }) => by)}::text[], ${conflicts.map(({ at }) => at)}::float8[])
        as conflicts (a, b, kind, cause, source, evidence, made_by, at_ms)
      on conflict (workspace_id, least(a, b), greatest(a, b)) where state = 'open' do nothing`.execute(tx)
}

async function markShared(tx: Tx, input: { workspaceId: number; atoms: readonly number[]; at: number }): Promise<void> {
  if (input.atoms.length === 0) return
  await sql`update identity_identifiers set shared_since = ${new Date(input.at)}
    where workspace_id = ${input.workspaceId} and atom = any(${bigints(input.atoms)}) and shared_since is null`.execute(tx)
}

/** News for the modules above, once a person and level. */
async function tellCrowded(
  tx: Tx,
  input: { workspaceId: number; before: ReadonlyMap<number, number>; grown: ReadonlyMap<number, Component>; at: number },
): Promise<void> {
  const { workspaceId, at } = input
  for (const component of input.grown.values()) {
    const identifiers = identifiersOf(component)
    const level = CROWDED.findLast((limit) => identifiers >= limit)
    if (level === undefined || (input.before.get(component.person) ?? 0) >= level) continue
    await emit(tx, {
      workspaceId,
      name: 'identity.person_crowded',
      payload: { personId: String(component.person), identifiers },
      key: `identity.person_crowded ${workspaceId} ${component.person} ${level}`,
      at: new Date(at),
    })
  }
}
