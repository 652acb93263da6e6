/** Looks at some people: who they are now, which of the rules hold for them, and what came of it. */
import { bigints, inTransaction, type Queryable, sql, type Tx } from '../../../platform/db/index.ts'
import { atomsOfPersons, personsOfAtoms } from '../../identity/index.ts'
import { type Evaluated, evaluateRules } from '../rule/evaluate.ts'
import type { SomePeople } from '../rule/operator.ts'
import type { Cause, Membership } from './diff.ts'
import type { LiveAudience } from './live-rules.ts'
import { asOfNow, callerOf, type Work } from './work.ts'
import { writeFound } from './write.ts'

export interface Look {
  /** Whose people are looked at; each audience is evaluated for all of them. */
  readonly atoms: readonly number[]
  /** Of these some may no longer stand for anybody: they leave whatever they were in. */
  readonly mayHaveEnded: readonly number[]
  readonly audiences: readonly LiveAudience[]
  readonly cause: Cause
  /** Business time; now unless told. */
  readonly asOf?: number
  /** Written in the same transaction. */
  readonly alongside: (tx: Tx) => Promise<unknown>
}

/** Evaluates and writes. The event store is read after whatever marked these people became visible. */
export async function look(work: Work, { atoms, mayHaveEnded, audiences, cause, asOf = asOfNow(work), alongside }: Look): Promise<void> {
  const { db } = work.handles
  const { workspaceId } = work.turn
  const personOf = await personsOfAtoms(db, { workspaceId, atoms: [...new Set([...atoms, ...mayHaveEnded])] })
  const persons = new Set(atoms.flatMap((atom) => personOf.get(atom) ?? []))
  const ended = new Map(mayHaveEnded.flatMap((atom) => (personOf.get(atom) === atom ? [] : [[atom, personOf.get(atom)] as const])))
  const evaluated = await evaluate(work, { persons: [...persons], audiences, asOf })
  const touched = new Set([...persons, ...ended.keys(), ...[...ended.values()].filter((heir) => heir !== undefined)])
  await inTransaction(db, async (tx) => {
    const current = await membershipsOf(tx, { workspaceId, persons: [...touched] })
    await writeFound(tx, work, { asOf, current, evaluated, evaluatedFor: persons, ended, cause })
    await alongside(tx)
  })
  work.turn.asOf = asOf
}

/** By audience. Also for people of whom nobody knows anything else. */
export async function evaluate(
  work: Work,
  { persons, audiences, asOf }: { persons: readonly number[]; audiences: readonly LiveAudience[]; asOf: number },
): Promise<Map<number, Evaluated>> {
  if (audiences.length === 0) return new Map()
  const { workspaceId } = work.turn
  const found = await evaluateRules(work.handles, callerOf(work), {
    workspaceId,
    timeZone: work.timeZone,
    asOf,
    people: await allAtoms(work.handles.db, { workspaceId, persons }),
    rules: new Map(audiences.map(({ id, rule }) => [String(id), rule])),
  })
  return new Map([...found].map(([id, one]) => [Number(id), one]))
}

async function allAtoms(db: Queryable, input: { workspaceId: number; persons: readonly number[] }): Promise<SomePeople> {
  const atoms: number[] = []
  const persons: number[] = []
  for (const [person, own] of await atomsOfPersons(db, input))
    for (const atom of own) {
      atoms.push(atom)
      persons.push(person)
    }
  return { atoms, persons }
}

interface MemberRow {
  readonly audience_id: number
  readonly person: number
  readonly entered_at: Date
}

export const membershipOf = (row: MemberRow): Membership => ({ audienceId: row.audience_id, person: row.person, enteredAt: row.entered_at })

async function membershipsOf(
  db: Queryable,
  { workspaceId, persons }: { workspaceId: number; persons: readonly number[] },
): Promise<Membership[]> {
  const { rows } = await sql<MemberRow>`
    select member.audience_id, asked.person, member.entered_at from unnest(${bigints(persons)}) as asked (person), lateral (
      select known.audience_id, known.entered_at from audience_members known
      where known.workspace_id = ${workspaceId} and known.person = asked.person offset 0) as member`.execute(db)
  return rows.map(membershipOf)
}
