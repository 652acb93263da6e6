/** Fills the memory of recent ids from the store: when a node starts, and when it takes slots over. */
import type { ClickHouse } from '../../../platform/clickhouse/index.ts'
import type { RecentIds } from './recent-ids.ts'
import { SLOTS } from './slots-lease.ts'

/** Ids read at once: 24 digits each, so some 4 MB of text. */
const SLICE_IDS = 250_000
/** Bytes of one packed id: 64 bits of the hash, 32 of a number. */
const PACKED_BYTES = 12

interface Slice {
  /** Milliseconds of receipt, `from ≤ t < to`. */
  readonly from: number
  readonly to: number
  readonly ids: number
}

export interface RefillInput {
  readonly count: number
  /** Only ids of these slots are read; absent: all. */
  readonly slots?: readonly number[]
}

/**
 * Reads the newest `count` events, or somewhat more, oldest first. What was received before the first of them is the floor below which
 * a copy has to be looked up; there is none when everything stored fits. Works slice by slice, so memory stays bounded however much is stored.
 */
export async function refillRecentIds(clickhouse: ClickHouse, recent: RecentIds, input: RefillInput): Promise<void> {
  const wanted = input.slots === undefined ? '' : ` and ${SLOT} in (${input.slots.join(',')})`
  const slices = await findSlices(clickhouse, input.count)
  const first = slices[0]
  if (!first) return
  const [all] = await clickhouse.query<{ events: number }>({ lane: 'point', query: 'select count() as events from events_v1' })
  const read = slices.reduce((sum, slice) => sum + slice.ids, 0)
  if (read < (all?.events ?? 0)) {
    recent.raiseFloor(first.from - 1)
    await readAhead(clickhouse, recent, { floor: first.from, wanted })
  }
  for (const slice of slices) await readSlice(clickhouse, recent, { slice, wanted })
}

/** The slot of a hash, from its first two digits. */
const SLOT = `bitShiftRight(toUInt128(message_hash), 120) % ${SLOTS}`

/** SQL that leaves out what is not asked for; empty when everything is. */
interface Wanted {
  readonly wanted: string
}

/** Beyond so many months of receipt the slices are cut at hours instead of minutes, of which there would be too many. */
const MONTHS_CUT_AT_MINUTES = 3
const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000

/** Neighbouring stretches of receipt, together about `SLICE_IDS` events each, oldest first. */
async function findSlices(clickhouse: ClickHouse, count: number): Promise<Slice[]> {
  const [months] = await clickhouse.query<{ first: number; months: number }>({
    lane: 'point',
    query: `select min(start) as first, count() as months
      from (
        select start, sum(events) over (order by start desc) - events as newer
        from (select _partition_id, toUnixTimestamp64Milli(min(received)) as start, count() as events from events_v1 group by _partition_id)
      ) where newer < {count:UInt64}`,
    params: { count },
  })
  if (!months || months.months === 0) return []
  return clickhouse.query<Slice>({
    lane: 'point',
    query: `select min(stretch) * {length:Int64} as from, (max(stretch) + 1) * {length:Int64} as to, sum(events) as ids
      from (
        select stretch, events, sum(events) over (order by stretch desc) - events as newer
        from (
          select intDiv(toUnixTimestamp64Milli(received), {length:Int64}) as stretch, count() as events
          from events_v1 where received >= fromUnixTimestamp64Milli({first:Int64}) group by stretch
        )
      )
      where newer < {count:UInt64}
      group by intDiv(newer, ${SLICE_IDS})
      order by from`,
    params: { count, first: months.first, length: months.months > MONTHS_CUT_AT_MINUTES ? HOUR_MS : MINUTE_MS },
  })
}

async function readSlice(clickhouse: ClickHouse, recent: RecentIds, { slice, wanted }: Wanted & { readonly slice: Slice }): Promise<void> {
  const where = `received >= fromUnixTimestamp64Milli({from:Int64}) and received < fromUnixTimestamp64Milli({to:Int64})${wanted}`
  const params = { from: slice.from, to: slice.to }
  const number = 'toUnixTimestamp64Milli(raw_time) - toUnixTimestamp64Milli(received)'
  await readParts(clickhouse, { where, params, number, ids: slice.ids }, (high, low, aheadMs) =>
    recent.add(high, low, { aheadMs, receivedAt: slice.to }),
  )
}

/** Events received before the floor (milliseconds) whose timestamp lies after it, from clients with a clock ahead. */
async function readAhead(clickhouse: ClickHouse, recent: RecentIds, { floor, wanted }: Wanted & { readonly floor: number }): Promise<void> {
  const where = `raw_time >= fromUnixTimestamp64Milli({floor:Int64}) and received < fromUnixTimestamp64Milli({floor:Int64})${wanted}`
  const [counted] = await clickhouse.query<{ ids: number }>({
    lane: 'point',
    query: `select count() as ids from events_v1 where ${where}`,
    params: { floor },
  })
  const number = 'intDiv(toUnixTimestamp64Milli(raw_time) + 999, 1000)'
  await readParts(clickhouse, { where, params: { floor }, number, ids: counted?.ids ?? 0 }, recent.addAhead)
}

interface Parts {
  readonly where: string
  readonly params: Readonly<Record<string, number>>
  /** What to read beside the hash; cut to 32 bits without a sign. */
  readonly number: string
  readonly ids: number
}

/** Reads in parts of at most about `SLICE_IDS`, split by the hash. */
async function readParts(clickhouse: ClickHouse, input: Parts, add: (high: number, low: number, number: number) => void): Promise<void> {
  const parts = Math.ceil(input.ids / SLICE_IDS)
  for (let part = 0; part < parts; part++) {
    const packed = await readPacked(clickhouse, {
      number: input.number,
      where: `${input.where} and toUInt128(message_hash) % {parts:UInt32} = {part:UInt32}`,
      params: { ...input.params, parts, part },
    })
    const end = packed.byteLength
    for (let at = 0; at < end; at += PACKED_BYTES)
      add(packed.getUint32(at + 4, true), packed.getUint32(at, true), packed.getUint32(at + 8, true))
  }
}

/** One text for all: a row each would cost several times as much to write and to read. Numbers lie in it low byte first. */
async function readPacked(clickhouse: ClickHouse, input: Pick<Parts, 'where' | 'params' | 'number'>): Promise<DataView> {
  const [row] = await clickhouse.query<{ packed: string }>({
    lane: 'point',
    query: `select base64Encode(arrayStringConcat(groupArray(concat(
        reinterpretAsFixedString(toUInt64(bitShiftRight(toUInt128(message_hash), 64))),
        reinterpretAsFixedString(toUInt32(greatest(0, least(${input.number}, 4294967295)))))))) as packed
      from events_v1 where ${input.where}`,
    params: input.params,
  })
  const bytes = Buffer.from(row?.packed ?? '', 'base64')
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
