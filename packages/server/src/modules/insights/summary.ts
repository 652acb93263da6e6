/** The head of a person's page: from first touch to latest order, and how much happened in each area. */
import type { Handles } from '../../platform/handles.ts'
import { AREAS, type Area, areaOf } from '../events/contract.ts'
import { ask, BUY, type Caller, EVENTS_TABLE, filterSql, ORDER_CANCELLED, openParameters, ordersSql, TIME_MS } from '../events/index.ts'
import { knownAtoms } from '../identity/index.ts'
import type { PersonSummary } from './contract.ts'

/** A person whose events have more names than this is summed up over the most frequent. */
const MAX_NAMES = 10_000
const MAX_CURRENCIES = 5
const MAX_CAMPAIGN_LENGTH = 200

export interface SummaryQuestion {
  readonly workspaceId: number
  readonly timeZone: string
  /** Id of the person. */
  readonly id: string
}

interface Asked {
  readonly workspaceId: number
  readonly timeZone: string
  readonly atoms: readonly number[]
}

/** Times are milliseconds. */
interface NameRow {
  readonly name: string
  readonly events: number
  readonly first: number
  readonly last: number
}

/** Throws `platform.not_found` for an id that was never given out. */
export async function readSummary(handles: Handles, caller: Caller, question: SummaryQuestion): Promise<PersonSummary> {
  const { workspaceId, timeZone, id } = question
  const atoms = await knownAtoms(handles, { workspaceId, id })
  const asked = { workspaceId, timeZone, atoms }
  const [names, orders, amounts] = await Promise.all([namesOf(caller, asked), ordersOf(caller, asked), amountsOf(caller, asked)])
  const last = names.toSorted((a, b) => b.last - a.last)[0]
  return {
    firstTouch: await firstTouchOf(caller, asked, names),
    lastEvent: last ? { at: instantOf(last.last), name: last.name } : null,
    events: names.reduce((sum, { events }) => sum + events, 0),
    ...orders,
    amount: amounts[0]?.amount ?? 0,
    amounts,
    byArea: byArea(names),
  }
}

function instantOf(ms: number): string {
  return new Date(ms).toISOString()
}

function namesOf(caller: Caller, { workspaceId, atoms }: Asked): Promise<readonly NameRow[]> {
  const parameters = openParameters()
  return ask<NameRow>(caller, {
    query: `
      SELECT name, count() AS events, min(${TIME_MS}) AS first, max(${TIME_MS}) AS last
      FROM ${EVENTS_TABLE} WHERE ${filterSql({ workspaceId, atoms }, parameters)}
      GROUP BY name ORDER BY events DESC, name LIMIT ${MAX_NAMES}`,
    parameters,
    lane: 'point',
  })
}

function byArea(names: readonly NameRow[]): PersonSummary['byArea'] {
  const ofArea = Map.groupBy(names, ({ name }) => areaOf(name))
  return AREAS.flatMap((area: Area) => {
    const rows = ofArea.get(area)
    if (!rows) return []
    return { area, events: rows.reduce((sum, row) => sum + row.events, 0), lastAt: instantOf(Math.max(...rows.map((row) => row.last))) }
  })
}

/** The earliest thing the person did; being named is no touch unless nothing else happened. */
async function firstTouchOf(
  caller: Caller,
  { workspaceId, atoms }: Asked,
  names: readonly NameRow[],
): Promise<PersonSummary['firstTouch']> {
  const did = names.filter(({ name }) => areaOf(name) !== 'identity')
  const first = (did.length > 0 ? did : names).toSorted((a, b) => a.first - b.first)[0]
  if (!first) return null
  const parameters = openParameters()
  const rows = await ask<{ source: string; context: string; utm: string }>(caller, {
    query: `
      SELECT source, context, toString(properties.\`$utm_source\`) AS utm FROM ${EVENTS_TABLE}
      WHERE ${filterSql({ workspaceId, atoms, names: [first.name], from: first.first, to: first.first + 1 }, parameters)}
      ORDER BY node, sequence LIMIT 1`,
    parameters,
    lane: 'point',
  })
  const [row] = rows
  return { at: instantOf(first.first), name: first.name, source: row?.source ?? '', campaign: row ? campaignOf(row) : null }
}

/** `context.campaign` of the Segment form, `$utm_source` of the Sensors form. */
function campaignOf({ context, utm }: { context: string; utm: string }): string | null {
  const known: unknown = context === '' ? {} : JSON.parse(context)
  const campaign = typeof known === 'object' && known !== null && 'campaign' in known ? known.campaign : undefined
  const parts =
    typeof campaign === 'object' && campaign !== null ? ['source', 'medium', 'name'].map((key) => Reflect.get(campaign, key)) : []
  const said = parts.filter((part) => typeof part === 'string' && part !== '').join(' / ') || utm
  return said === '' ? null : said.slice(0, MAX_CAMPAIGN_LENGTH)
}

async function ordersOf(caller: Caller, { workspaceId, timeZone, atoms }: Asked): Promise<Pick<PersonSummary, 'orders' | 'latestOrder'>> {
  const parameters = openParameters()
  const rows = await ask<{ orders: number; at: number; orderNo: string; total: number | null; currencyCode: string }>(caller, {
    query: `
      SELECT count() OVER () AS orders, toUnixTimestamp64Milli(at) AS at, orderNo, total, currencyCode
      FROM (${ordersSql({ workspaceId, timeZone, atoms }, parameters)}) AS known
      ORDER BY known.at DESC, orderKey DESC LIMIT 1`,
    parameters,
    lane: 'point',
  })
  const [row] = rows
  if (!row) return { orders: 0, latestOrder: null }
  const { orders, at, orderNo, total, currencyCode } = row
  return {
    orders,
    latestOrder: {
      at: instantOf(at),
      amount: total,
      currency: total === null ? null : currencyCode,
      orderNo: orderNo === '' ? null : orderNo,
    },
  }
}

/** As on the first page: what was bought less what was cancelled, the currency with most events first. */
async function amountsOf(caller: Caller, { workspaceId, atoms }: Asked): Promise<PersonSummary['amounts']> {
  const parameters = openParameters()
  const rows = await ask<{ code: string; total: number }>(caller, {
    query: `
      SELECT toString(currency) AS code, sum(amount) AS total FROM ${EVENTS_TABLE}
      WHERE ${filterSql({ workspaceId, atoms, names: [BUY, ORDER_CANCELLED] }, parameters)} AND isNotNull(amount)
      GROUP BY code ORDER BY count() DESC, code LIMIT ${MAX_CURRENCIES}`,
    parameters,
    lane: 'point',
  })
  return rows.map(({ code, total }) => ({ currency: code, amount: total }))
}
