/** All events of a person, some at a time: by name, atom and time, which is how they lie in the store. */
import type { Handles } from '../../platform/handles.ts'
import { openParameters, type Parameters } from './parameters.ts'
import { EVENTS_TABLE, TIME_MS } from './table.ts'

interface Asked {
  readonly workspaceId: number
  readonly atoms: readonly number[]
  readonly signal: AbortSignal
}

const ATOMS_PER_PAGE = 1_000
/** An event has at most 32 KB. */
const EVENTS_PER_PAGE = 1_000

interface StoredEventRow {
  readonly name: string
  readonly type: string
  readonly atom: number
  readonly timeMs: number
  readonly receivedMs: number
  readonly node: number
  readonly sequence: number
  readonly amount: number | null
  readonly currency: string
  readonly source: string
  readonly properties: Readonly<Record<string, unknown>>
  readonly context: string
}

type Row = Readonly<Record<string, unknown>>

export async function* exportEvents(
  { clickhouse }: Pick<Handles, 'clickhouse'>,
  { workspaceId, atoms, signal }: Asked,
): AsyncGenerator<{ part: string; rows: readonly Row[] }> {
  const part = 'events'
  yield { part, rows: [] }
  for (let start = 0; start < atoms.length; start += ATOMS_PER_PAGE) {
    const page = atoms.slice(start, start + ATOMS_PER_PAGE)
    for (let last: StoredEventRow | undefined; ; ) {
      signal.throwIfAborted()
      const parameters = openParameters()
      const rows: StoredEventRow[] = await clickhouse.query<StoredEventRow>({
        query: `select name, type, atom, ${TIME_MS} as timeMs, toUnixTimestamp64Milli(received) as receivedMs, node, sequence, amount, currency, source,
            properties, context
          from ${EVENTS_TABLE}
          where workspace = ${parameters.bind('UInt32', workspaceId)} and atom in ${parameters.bind('Array(UInt64)', page)}${after(parameters, last)}
          order by name, atom, time, node, sequence limit ${EVENTS_PER_PAGE}`,
        params: parameters.values,
        signal,
      })
      if (rows.length > 0) yield { part, rows: rows.map(shown) }
      last = rows.at(-1)
      if (rows.length < EVENTS_PER_PAGE) break
    }
  }
}

function after(parameters: Parameters, last: StoredEventRow | undefined): string {
  if (!last) return ''
  const key = [
    parameters.bind('String', last.name),
    parameters.bind('UInt64', last.atom),
    parameters.moment(last.timeMs),
    parameters.bind('UInt32', last.node),
    parameters.bind('UInt64', last.sequence),
  ]
  return ` and name >= ${key[0]} and (name, atom, time, node, sequence) > (${key.join(', ')})`
}

function shown({ timeMs, receivedMs, node, sequence, context, ...row }: StoredEventRow): Row {
  return {
    id: `${node}-${sequence}`,
    ...row,
    time: new Date(timeMs).toISOString(),
    receivedAt: new Date(receivedMs).toISOString(),
    context: context === '' ? {} : (JSON.parse(context) as unknown),
  }
}
