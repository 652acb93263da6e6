/** Whoever takes back a consent is out of every broadcast at once that has not been handed over for them; the hand-over looks once more. */
import { z } from 'zod'
import { bigints, sql, type Tx } from '../../platform/db/index.ts'
import type { Handles } from '../../platform/handles.ts'
import { type News, on, type Reaction } from '../../platform/outbox/index.ts'
import { ALL_CHANNELS, CONSENT_WITHDRAWN } from '../compliance/index.ts'
import { decideAbout, keepDecisions, readTerms } from './decisions.ts'
import type { ZonedBroadcast } from './hand-over.ts'

const Told = z.object({ atom: z.number().int().positive(), purpose: z.string(), channel: z.string() })

export const withdrawalReactions: readonly Reaction[] = [on(CONSENT_WITHDRAWN, 'reach.hold_withdrawn', holdWithdrawn)]

/** Of a broadcast that is not handed over: whom of the person it means. */
type Open = ZonedBroadcast & { readonly atoms: number[]; readonly variants: number }

async function holdWithdrawn(handles: Handles, tx: Tx, { workspaceId, payload }: News): Promise<void> {
  const told = Told.parse(payload)
  for (const broadcast of await openBroadcasts(tx, { workspaceId, ...told })) await holdIn(handles, tx, broadcast)
}

async function openBroadcasts(
  tx: Tx,
  { workspaceId, atom, purpose, channel }: z.output<typeof Told> & { workspaceId: number },
): Promise<Open[]> {
  const { rows } = await sql<Open>`
    with person as (
      select ${atom}::bigint as atom union
      select sibling.atom from pub_identity_members own join pub_identity_members sibling
        on sibling.workspace_id = own.workspace_id and sibling.person = own.person
      where own.workspace_id = ${workspaceId} and own.atom = ${atom}),
    meant as (
      select broadcast_id, jsonb_agg(own.atom) as atoms from reach_deliveries own join person on person.atom = own.atom
      where own.workspace_id = ${workspaceId} and own.state = 'pending' and own.handed_at is null group by broadcast_id)
    select broadcast.*, workspace.time_zone, meant.atoms, (select count(*) from reach_variants variant
        where variant.workspace_id = broadcast.workspace_id and variant.broadcast_id = broadcast.id) as variants
    from meant join reach_broadcasts broadcast on broadcast.workspace_id = ${workspaceId} and broadcast.id = meant.broadcast_id
      join auth_workspaces workspace on workspace.id = broadcast.workspace_id
    where broadcast.purpose = ${purpose} and ${channel} in (broadcast.channel, ${ALL_CHANNELS}) and broadcast.state not in ('ended', 'stopped')
    order by broadcast.id`.execute(tx)
  return rows
}

/** Decided as the plan would; only a missing consent is written, everything else waits for the hand-over. */
async function holdIn({ clocks }: Pick<Handles, 'clocks'>, tx: Tx, broadcast: Open): Promise<void> {
  const { workspace_id: workspaceId, id, time_zone: timeZone, atoms, variants } = broadcast
  const now = clocks.business.now()
  const at = { timeZone, moment: Math.max(now, (broadcast.due_at ?? broadcast.send_at)?.getTime() ?? 0), variants }
  const { terms } = await readTerms(tx, { broadcast, at })
  const decided = await decideAbout(tx, { broadcast, at, terms, given: atoms })
  const held = [...decided.values()].filter(({ decision }) => decision.outcome === 'no_consent')
  const { rows } = await sql<{ id: number; atom: number }>`update reach_deliveries set state = 'no_consent', changed_at = ${new Date(now)}
    where workspace_id = ${workspaceId} and broadcast_id = ${id} and atom = any(${bigints(held.map(({ facts }) => facts.given))})
      and state = 'pending' and handed_at is null returning id, atom`.execute(tx)
  const decisions = rows.flatMap((row) => {
    const decision = decided.get(row.atom)?.decision
    return decision ? [{ ...row, decision }] : []
  })
  await keepDecisions(tx, { workspaceId, step: 'plan', at: new Date(now), decisions })
}
