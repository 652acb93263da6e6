/** Counting, charting and reading events over HTTP. */
import { type Binding, bind, type Call } from '../../platform/http/bind.ts'
import { countEvents, eventNames, eventProperties, eventSeries, propertyValues, queryEvents } from './contract.ts'
import { countEvents as readCount } from './counts.ts'
import { atomsOfIds } from './persons.ts'
import { readClosedRange, readRange } from './ranges.ts'
import { type RowsCaller, queryEvents as readRows } from './rows.ts'
import { readSeries } from './series.ts'
import { suggestNames, suggestProperties, suggestValues } from './suggestions.ts'
import { EVENTS_SOURCE, seriesCountedAs } from './words.ts'

/** The bindings of this module's own endpoints; those of its parts are in their folders. */
export function eventRoutes(): Binding[] {
  return [
    bind(countEvents, count),
    bind(queryEvents, query),
    bind(eventSeries, series),
    bind(eventNames, async (call) => ({ items: await suggestNames(callerOf(call), { workspaceId: call.workspace.id, ...call.query }) })),
    bind(eventProperties, async (call) => ({
      items: await suggestProperties(callerOf(call), { workspaceId: call.workspace.id, name: call.query.name }),
    })),
    bind(propertyValues, async (call) => ({
      items: await suggestValues(callerOf(call), { workspaceId: call.workspace.id, ...call.query }),
    })),
  ]
}

type AnyCall = Pick<Call<typeof countEvents>, 'handles' | 'requestId' | 'signal'>

/** The stores as this call may use them: tagged with its request, given up when the client goes away. */
export function callerOf(call: AnyCall): RowsCaller {
  const { clickhouse, db } = call.handles
  return { clickhouse, db, tag: call.requestId, signal: call.signal }
}

async function count(call: Call<typeof countEvents>) {
  const { name, personId, withPerson, sum } = call.query
  return readCount(callerOf(call), {
    workspaceId: call.workspace.id,
    names: typeof name === 'string' ? [name] : name,
    ...readRange(call.query, call.workspace.timeZone),
    atoms: personId === undefined ? undefined : await atomsOfIds(call.handles, { workspaceId: call.workspace.id, personIds: [personId] }),
    withPerson,
    sum,
  })
}

async function query(call: Call<typeof queryEvents>) {
  const { names, personIds, withPerson, where, withContext, limit, cursor } = call.body
  return readRows(callerOf(call), {
    workspaceId: call.workspace.id,
    names,
    ...readRange(call.body, call.workspace.timeZone),
    atoms: personIds && (await atomsOfIds(call.handles, { workspaceId: call.workspace.id, personIds })),
    withPerson,
    where,
    withContext,
    limit,
    cursor,
  })
}

async function series(call: Call<typeof eventSeries>) {
  const { names, measure, unit, where, breakdown } = call.body
  const { id: workspaceId, timeZone } = call.workspace
  const range = readClosedRange(call.body, timeZone)
  const chart = await readSeries(callerOf(call), { workspaceId, timeZone, names, measure, unit, where, breakdown, ...range })
  const computedAt = new Date(call.handles.clocks.business.now()).toISOString()
  return { ...chart, countedAs: seriesCountedAs(call.body, timeZone), source: EVENTS_SOURCE, computedAt }
}
