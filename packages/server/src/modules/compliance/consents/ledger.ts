/** The ledger of consents: entries are added, never changed, and what holds now follows from them. */
import { type Db, inTransaction, type Queryable, sql } from '../../../platform/db/index.ts'
import type { Handles } from '../../../platform/handles.ts'
import { jsonText } from '../../../platform/json-text.ts'
import { emit } from '../../../platform/outbox/index.ts'
import { atomOfPersonId, failNobody, personOfId, readPersons } from '../../identity/index.ts'
import { failCompliance } from '../errors.ts'
import { findPurpose } from '../purposes/purposes.ts'
import type {} from '../tables.ts'
import { guardianNeeded } from './child.ts'
import { type ConsentChannel, type ConsentState, type Guardian, PROOF_MAX_BYTES, type Proof } from './contract.ts'
import { queueConsentCopies } from './copies.ts'
import { sealJson } from './sealed.ts'

export interface EntryRow {
  readonly id: number
  readonly atom: number
  readonly purpose: string
  readonly channel: ConsentChannel
  readonly state: ConsentState
  readonly at: Date
  readonly recorded_at: Date
  readonly made_by: string
  readonly source: string
  readonly proof: string | null
  readonly guardian: string | null
}

export interface NewEntry {
  readonly workspaceId: number
  readonly timeZone: string
  readonly personId: string
  readonly purpose: string
  readonly channel: ConsentChannel
  readonly state: ConsentState
  readonly proof: Proof | undefined
  readonly guardian: Guardian | undefined
  /** Milliseconds, not later than now. */
  readonly at: number
  readonly by: string
  readonly source: string
}

/** News: somebody took back a consent. `{atom, purpose, channel}`, the atom being the one that was named; what holds now is to be looked up. */
export const CONSENT_WITHDRAWN = 'compliance.consent_withdrawn'

/**
 * Adds an entry on the atom that was named; answers it with the person. A withdrawal is told.
 * @throws platform.not_found, compliance.purpose_undeclared, compliance.channel_not_of_purpose, compliance.guardian_needed, compliance.proof_too_large
 */
export async function addEntry(handles: Handles, input: NewEntry): Promise<{ row: EntryRow; person: number }> {
  const { workspaceId, purpose, channel, state } = input
  const person = await personOfId(handles.db, { workspaceId, id: input.personId })
  const atom = atomOfPersonId(input.personId)
  if (person === undefined || atom === undefined) return failNobody()
  await checkPurpose(handles.db, input)
  if (input.proof && Buffer.byteLength(jsonText(input.proof)) > PROOF_MAX_BYTES)
    failCompliance('compliance.proof_too_large', { limitBytes: PROOF_MAX_BYTES })
  if (state === 'granted' && !input.guardian && (await isChild(handles, { ...input, person }))) failCompliance('compliance.guardian_needed')
  const values = {
    workspace_id: workspaceId,
    atom,
    purpose,
    channel,
    state,
    at: new Date(input.at),
    recorded_at: new Date(handles.clocks.real.now()),
    made_by: input.by,
    source: input.source,
    proof: sealJson({ secret: handles.secret, workspaceId, what: 'proof' }, input.proof),
    guardian: sealJson({ secret: handles.secret, workspaceId, what: 'guardian' }, input.guardian),
  }
  const row = await inTransaction(handles.db, async (tx) => {
    await queueConsentCopies(tx, { workspaceId, atoms: [atom] })
    const added = await tx.insertInto('compliance_consents').values(values).returningAll().executeTakeFirstOrThrow()
    if (state === 'withdrawn')
      await emit(tx, {
        workspaceId,
        name: CONSENT_WITHDRAWN,
        payload: { atom, purpose, channel },
        key: `${CONSENT_WITHDRAWN} ${added.id}`,
        at: added.recorded_at,
      })
    return added
  })
  return { row: { ...row, channel }, person }
}

async function checkPurpose(db: Db, { workspaceId, purpose, channel }: NewEntry): Promise<void> {
  const known = await findPurpose(db, { workspaceId, name: purpose })
  if (!known) failCompliance('compliance.purpose_undeclared', { purpose })
  else if (channel !== 'all' && !known.channels.includes('all') && !known.channels.includes(channel))
    failCompliance('compliance.channel_not_of_purpose', { purpose, channel })
}

/** Whether a guardian must agree for the person, by their traits and the business clock. */
export async function isChild(handles: Handles, input: { workspaceId: number; timeZone: string; person: number }): Promise<boolean> {
  const [read] = await readPersons(handles, { workspaceId: input.workspaceId, persons: [input.person], unmasked: false })
  return guardianNeeded(read?.traits ?? {}, { now: handles.clocks.business.now(), timeZone: input.timeZone })
}

/** Entries of all these atoms, newest first by when it was said. `before`: time and id of the last entry of the page before. */
export async function listEntries(
  db: Db,
  input: { workspaceId: number; atoms: readonly number[]; before: readonly [number, number] | undefined; limit: number },
): Promise<EntryRow[]> {
  const [beforeMs, beforeId] = input.before ?? [0, 0]
  const { rows } = await sql<EntryRow>`
    select id, atom, purpose, channel, state, at, recorded_at, made_by, source, proof, guardian from compliance_consents
    where workspace_id = ${input.workspaceId} and atom = any(${input.atoms}::bigint[])
      and (${input.before === undefined} or (at, id) < (${new Date(beforeMs)}::timestamptz, ${beforeId}::bigint))
    order by at desc, id desc limit ${input.limit}`.execute(db)
  return rows
}

/** For each purpose and channel of which there is an entry: the one that decides now, with what was said for all channels. */
export async function currentEntries(db: Db, input: { workspaceId: number; atoms: readonly number[] }): Promise<EntryRow[]> {
  const { rows } = await sql<EntryRow>`
    select distinct on (purpose, channel) id, atom, purpose, channel, state, at, recorded_at, made_by, source, proof, guardian
    from compliance_consents where workspace_id = ${input.workspaceId} and atom = any(${input.atoms}::bigint[])
    order by purpose, channel, ${DECIDES}`.execute(db)
  const forAll = new Map(rows.filter(({ channel }) => channel === 'all').map((row) => [row.purpose, row]))
  return rows.map((row) => {
    const general = forAll.get(row.purpose)
    return general && decidesOver(general, row) ? { ...general, channel: row.channel } : row
  })
}

/** The latest decides; of two of the same moment the withdrawal. */
const DECIDES = sql`at desc, state = 'withdrawn' desc, id desc`

function decidesOver(one: EntryRow, other: EntryRow): boolean {
  const later = one.at.getTime() - other.at.getTime()
  if (later !== 0) return later > 0
  return one.state === other.state ? one.id > other.id : one.state === 'withdrawn'
}

/**
 * What many people said about one purpose on one channel; `atoms` holds the atoms of each. Answers in that order; `none`: nothing was said.
 * What was said for all channels counts. One statement however many they are.
 */
export async function consentStates(
  db: Queryable,
  input: { workspaceId: number; atoms: readonly (readonly number[])[]; purpose: string; channel: ConsentChannel },
): Promise<(ConsentState | 'none')[]> {
  const places = input.atoms.flatMap((own, place) => own.map(() => place))
  const { rows } = await sql<{ place: number; state: ConsentState }>`
    select distinct on (place) place, state
    from unnest(${places}::int[], ${input.atoms.flat()}::bigint[]) as asked (place, atom)
      join compliance_consents entry on entry.workspace_id = ${input.workspaceId} and entry.atom = asked.atom
        and entry.purpose = ${input.purpose} and entry.channel = any(${[input.channel, 'all']}::text[])
    order by place, ${DECIDES}`.execute(db)
  const states = new Map(rows.map(({ place, state }) => [place, state]))
  return input.atoms.map((_, place) => states.get(place) ?? 'none')
}
