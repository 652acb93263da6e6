/**
 * The erasing of a person from the event store. What they did goes; what the books need stays without what tells who it was: of an order its
 * number, goods and money, under the atom, which by then is a number that nobody can resolve.
 */
import { expandMacros } from '../../platform/clickhouse/macros.ts'
import { pause } from '../../platform/clock.ts'
import { sql } from '../../platform/db/index.ts'
import type { Handles } from '../../platform/handles.ts'
import { openParameters, type Parameters } from './parameters.ts'
import { REDUCED_CONTEXT, reducedPropertiesSql } from './reduced-order.ts'
import { EVENTS_TABLE } from './table.ts'

type EraseHandles = Pick<Handles, 'db' | 'clickhouse' | 'clocks' | 'config' | 'log'>

interface Erased {
  readonly workspaceId: number
  readonly atoms: readonly number[]
}

/** What belongs to the books: orders, what was cancelled, and whatever moved money. */
const IS_ORDER = "(name in ('buy', 'order_cancelled') or amount is not null)"

/** Every part of the table that holds one of the atoms is written again, so there are few statements; each stays below what a replica may be sent. */
const ATOMS_PER_STATEMENT = 50_000

/**
 * Removes the events of these atoms but for orders, which are reduced. May be repeated. Answers how many went and how many orders stay.
 * @throws when orders are fewer or other money than before, which would be a defect
 */
export async function eraseEvents(handles: EraseHandles, input: Erased & { signal: AbortSignal }): Promise<{ rows: number; kept: number }> {
  let rows = 0
  let kept = 0
  for (const some of chunks(input)) {
    const before = await countHeld(handles, some)
    kept += before.orders
    if (before.removable + before.unreduced === 0) continue
    await forgetSamples(handles, { ...some, signal: input.signal })
    input.signal.throwIfAborted()
    await rewrite(handles, { ...some, remove: before.removable > 0, reduce: before.unreduced > 0 })
    checkBooks(before, await countHeld(handles, some))
    rows += before.removable
  }
  return { rows, kept }
}

/** Events that say more than the books need. */
export async function countErasable(handles: Pick<Handles, 'clickhouse'>, input: Erased): Promise<number> {
  let found = 0
  for (const some of chunks(input)) {
    const { removable, unreduced } = await countHeld(handles, some)
    found += removable + unreduced
  }
  return found
}

function* chunks({ workspaceId, atoms }: Erased): Generator<Erased> {
  for (let start = 0; start < atoms.length; start += ATOMS_PER_STATEMENT)
    yield { workspaceId, atoms: atoms.slice(start, start + ATOMS_PER_STATEMENT) }
}

interface Held {
  readonly removable: number
  readonly orders: number
  /** Orders that still hold everything. */
  readonly unreduced: number
  /** Sum of the orders' amounts as text, exact. */
  readonly money: string
}

async function countHeld({ clickhouse }: Pick<Handles, 'clickhouse'>, input: Erased): Promise<Held> {
  const parameters = openParameters()
  const [held] = await clickhouse.query<Held>({
    query: `select countIf(not ${IS_ORDER}) as removable, countIf(${IS_ORDER}) as orders,
        countIf(${IS_ORDER} and context != ${parameters.bind('String', REDUCED_CONTEXT)}) as unreduced, toString(sumIf(amount, ${IS_ORDER})) as money
      from ${EVENTS_TABLE} where ${ofAtoms(parameters, input)}`,
    params: parameters.values,
  })
  return held ?? { removable: 0, orders: 0, unreduced: 0, money: '0' }
}

/** Orders may only come in addition: an event that was on its way. */
function checkBooks(before: Held, after: Held): void {
  if (after.orders > before.orders || (after.orders === before.orders && after.money === before.money)) return
  throw new Error(`an erasure would have changed the books: ${before.orders} orders became ${after.orders}`)
}

/** One mutation for both: a part is written again once. Waits for all replicas. */
async function rewrite(handles: EraseHandles, input: Erased & { remove: boolean; reduce: boolean }): Promise<void> {
  const parameters = openParameters()
  const whose = ofAtoms(parameters, input)
  const changes = [
    ...(input.remove ? [`delete where ${whose} and not ${IS_ORDER}`] : []),
    ...(input.reduce
      ? [
          `update properties = ${reducedPropertiesSql(parameters)}, context = ${parameters.bind('String', REDUCED_CONTEXT)} where ${whose} and ${IS_ORDER}`,
        ]
      : []),
  ]
  const statement = `alter table ${EVENTS_TABLE}\${local} \${on_cluster} ${changes.join(', ')} settings mutations_sync = 2`
  await handles.clickhouse.command(expandMacros(statement, handles.config.clickhouseCluster), parameters.values)
}

function ofAtoms(parameters: Parameters, { workspaceId, atoms }: Erased): string {
  return `workspace = ${parameters.bind('UInt32', workspaceId)} and atom in ${parameters.bind('Array(UInt64)', atoms)}`
}

const POLL_EVERY_MS = 200
/** Ten minutes: an import may keep the stream busy that long. */
const MAX_POLLS = 3_000

/**
 * The tracking plan keeps some values of each property. Those under the names of this person's events are thrown away, once the stream has
 * nothing of the person before it from which it could take new ones; later events bring others.
 */
async function forgetSamples(handles: EraseHandles, input: Erased & { signal: AbortSignal }): Promise<void> {
  const parameters = openParameters()
  const found = await handles.clickhouse.query<{ node: number; last: number; names: string[] }>({
    query: `select node, max(sequence) as last, groupUniqArray(toString(name)) as names from ${EVENTS_TABLE}
      where ${ofAtoms(parameters, input)} group by node`,
    params: parameters.values,
  })
  for (let poll = 0; poll < MAX_POLLS && !(await streamHasPassed(handles, found)); poll++) {
    await pause(POLL_EVERY_MS, input.signal)
    input.signal.throwIfAborted()
  }
  const names = [...new Set(found.flatMap((one) => one.names))]
  await sql`update events_plan_properties set samples = '[]'
    where workspace_id = ${input.workspaceId} and name = any(${names}::text[]) and samples <> '[]'`.execute(handles.db)
}

/** Whether these events have taken effect, or nobody holds any of them in memory: without a holder of the stream they are read from the store, later. */
async function streamHasPassed({ db, clocks }: EraseHandles, found: readonly { node: number; last: number }[]): Promise<boolean> {
  const { rows } = await sql<{ waiting: boolean }>`
    select exists (select 1 from events_stream_leases where leased_until > ${new Date(clocks.real.now())}) and exists (
      select 1 from unnest(${found.map((one) => one.node)}::bigint[], ${found.map((one) => one.last)}::bigint[]) as stored (node, last)
        left join events_stream_cursors cursor on cursor.node = stored.node
      where coalesce(cursor.sequence, 0) < stored.last and cursor.finished is not true) as waiting`.execute(db)
  return rows[0]?.waiting !== true
}
