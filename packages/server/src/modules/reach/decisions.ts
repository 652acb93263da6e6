/** Deciding about many people of a broadcast at once, and keeping what was found. */
import { type Queryable, sql, type Tx } from '../../platform/db/index.ts'
import { localDate } from '../../platform/time-zone.ts'
import { withoutSlot } from '../channels/index.ts'
import { type Facts, readFacts } from './facts.ts'
import { type Decision, decide, type Terms } from './rules.ts'
import { quietUntil } from './settings/quiet-hours.ts'
import { readSettings } from './settings/settings.ts'
import type { BroadcastRow } from './tables.ts'

export type Asked = Pick<BroadcastRow, 'workspace_id' | 'id' | 'purpose' | 'channel' | 'holdout' | 'seed' | 'send_at' | 'ends_at'>

export interface At {
  readonly timeZone: string
  /** When it would be handed over, milliseconds of the business clock. */
  readonly moment: number
  readonly variants: number
}

export interface Decided {
  readonly facts: Facts
  readonly decision: Decision
}

/** What holds for everybody, and when quiet hours end that it can wait for. */
export async function readTerms(
  db: Queryable,
  { broadcast, at }: { broadcast: Asked; at: At },
): Promise<{ terms: Terms; waitsUntil: number | undefined }> {
  const settings = await readSettings(db, { workspaceId: broadcast.workspace_id })
  const hours = broadcast.purpose === 'marketing' ? settings.quietHours : null
  const until = quietUntil(at.moment, { hours, timeZone: at.timeZone })
  const waits = until !== undefined && hours?.action === 'postpone' && (broadcast.ends_at === null || until < broadcast.ends_at.getTime())
  const { purpose, holdout, seed } = broadcast
  const terms = { purpose, settings, holdout, seed, variants: at.variants, isQuiet: until !== undefined && !waits }
  return { terms, waitsUntil: waits ? until : undefined }
}

/** A decision for each atom; of several of one person that of the contact, else the lowest, and the others have it twice. */
export async function decideAbout(
  db: Queryable,
  { broadcast, at, terms, given }: { broadcast: Asked; at: At; terms: Terms; given: readonly number[] },
): Promise<Map<number, Decided>> {
  const { workspace_id: workspaceId, id: broadcastId, purpose, channel } = broadcast
  const day = localDate(at.moment, at.timeZone)
  const found = await readFacts(db, { workspaceId, broadcastId, purpose, channel, day, given })
  const without = await contactsWithoutSlot(db, { workspaceId, at: at.moment, found })
  const decided = new Map<number, Decided>()
  const people = new Set<number>()
  const isContacts = (facts: Facts) => Number(facts.given === facts.contactAtom)
  for (const facts of found.sort((one, other) => isContacts(other) - isContacts(one) || one.given - other.given)) {
    const isSecond = people.has(facts.person)
    people.add(facts.person)
    const slotLeft = !without.has(`${facts.corpId} ${facts.externalUserId}`)
    decided.set(facts.given, { facts, decision: decide({ ...facts, hasIt: facts.hasIt || isSecond }, terms, { slotLeft }) })
  }
  return decided
}

/** Contacts who can receive no more, as `CORP CONTACT`. */
async function contactsWithoutSlot(
  db: Queryable,
  { workspaceId, at, found }: { workspaceId: number; at: number; found: readonly Facts[] },
): Promise<Set<string>> {
  const byCorp = Map.groupBy(found, ({ corpId }) => corpId)
  const without = new Set<string>()
  for (const [corpId, facts] of byCorp) {
    if (corpId === null) continue
    const externalUserIds = [...new Set(facts.flatMap(({ externalUserId }) => externalUserId ?? []))]
    for (const contact of await withoutSlot(db, { workspaceId, corpId, externalUserIds, at })) without.add(`${corpId} ${contact}`)
  }
  return without
}

/** Keeps the findings of these deliveries for who asks why. */
export async function keepDecisions(
  tx: Tx,
  input: {
    workspaceId: number
    step: 'plan' | 'hand_over'
    at: Date
    decisions: readonly { id: number; atom: number; decision: Decision }[]
  },
): Promise<void> {
  const rows = input.decisions.map(({ id, atom, decision: { outcome, findings } }) => ({ id, atom, outcome, findings }))
  await sql`insert into reach_decisions (workspace_id, delivery_id, atom, step, outcome, findings, decided_at)
    select ${input.workspaceId}, given.id, given.atom, ${input.step}, given.outcome, given.findings, ${input.at}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as given (id bigint, atom bigint, outcome text, findings jsonb)
    on conflict (workspace_id, delivery_id, step) do update
      set outcome = excluded.outcome, findings = excluded.findings, decided_at = excluded.decided_at`.execute(tx)
}
