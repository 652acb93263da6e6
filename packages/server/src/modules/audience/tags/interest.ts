/**
 * Interests: what somebody keeps looking at, by the values of one property. Each event counts its weight, which halves every so many days. The
 * event store reckons all scores and holds them against those that are there; only what came, went or changed comes here.
 */
import { inTransaction } from '../../../platform/db/index.ts'
import {
  ask,
  type Caller,
  conditionsSql,
  EVENTS_TABLE,
  filterSql,
  openParameters,
  type Parameters,
  personColumn,
  propertySql,
  TIME_MS,
} from '../../events/index.ts'
import { changeTagScores, DAY_MS, EPOCH_MS, MAX_MARKED_AT_ONCE, type MarksChanged } from '../../identity/index.ts'
import { MAX_TAG_VALUE_LENGTH } from '../../identity/tags/contract.ts'
import { TAGS_COPY } from '../copies/table.ts'
import type { InterestSettings } from './contract.ts'
import { callerOf } from './retag.ts'
import type { TagRun } from './run.ts'

/** What is older counts less than a millionth. */
const HALF_LIVES_KEPT = 20
/** People of one answer of the store. */
const PEOPLE_PER_PART = 200_000
/** Of the binary logarithm: less than a hundredth of a percent of the score. */
const SCORE_TOLERANCE = 1e-4

interface Reckoning {
  readonly workspaceId: number
  readonly tagId: number
  readonly asOf: number
  readonly settings: InterestSettings
}

export async function reckonInterest(run: TagRun, settings: InterestSettings): Promise<MarksChanged> {
  const { handles, workspaceId, tagId } = run
  await run.settle()
  const reckoning = { workspaceId, tagId, settings, asOf: handles.clocks.business.now() }
  const parts = Math.max(1, Math.ceil((await countConcerned(callerOf(run), reckoning)) / PEOPLE_PER_PART))
  const total = { added: 0, removed: 0 }
  for (let part = 0; part < parts; part++) {
    run.signal.throwIfAborted()
    const changed = await applyScores(run, await differences(callerOf(run), { ...reckoning, part, parts }))
    if (!changed) break
    total.added += changed.added
    total.removed += changed.removed
  }
  return total
}

/** Atoms with such an event or with the tag: about as many as people. */
async function countConcerned(caller: Caller, reckoning: Reckoning): Promise<number> {
  const parameters = openParameters()
  const [row] = await ask<{ people: number }>(caller, {
    query: `SELECT uniq(atom) AS people FROM (
      SELECT atom FROM ${EVENTS_TABLE} WHERE ${eventsOf(reckoning, parameters)} UNION ALL SELECT atom FROM ${marksOf(reckoning, parameters)})`,
    parameters,
  })
  return row?.people ?? 0
}

/** Columns of equal length. */
interface Differences {
  readonly people: readonly number[]
  readonly values: readonly string[]
  readonly scores: readonly number[]
  /** 1: came; 2: went; 3: has another score. */
  readonly what: readonly number[]
}

async function differences(caller: Caller, input: Reckoning & { part: number; parts: number }): Promise<Differences> {
  const parameters = openParameters()
  const [row] = await ask<Differences>(caller, { query: differencesSql(input, parameters), parameters })
  return row ?? { people: [], values: [], scores: [], what: [] }
}

function differencesSql(input: Reckoning & { part: number; parts: number }, parameters: Parameters): string {
  const ofPart = `person % ${input.parts} = ${input.part}`
  const { topPerPerson, minScore } = input.settings
  const score = `sum(${weightSql(input, parameters)})`
  const reckonedBack = parameters.bind('Float64', (input.asOf - EPOCH_MS) / halfLifeMs(input))
  const fresh = `
    SELECT person, value, log2(${score}) + ${reckonedBack} AS score FROM (
      SELECT ${personColumn()} AS person, ${valueSql(input)} AS value, * FROM ${EVENTS_TABLE} WHERE ${eventsOf(input, parameters)})
    WHERE ${ofPart} AND value != '' GROUP BY person, value HAVING ${score} >= ${parameters.bind('Float64', minScore)}
    ORDER BY score DESC, value LIMIT ${topPerPerson} BY person`
  const present = `SELECT ${personColumn()} AS person, value, max(score) AS score FROM ${marksOf(input, parameters)} AND ${ofPart} GROUP BY person, value`
  return `
    SELECT groupArray(person) AS people, groupArray(value) AS values, groupArray(score) AS scores, groupArray(change) AS what FROM (
      SELECT person, value, maxIf(one.score, isFresh) AS score, multiIf(NOT max(NOT isFresh), 1, NOT max(isFresh), 2, 3) AS change
      FROM (SELECT *, true AS isFresh FROM (${fresh}) UNION ALL SELECT *, false AS isFresh FROM (${present})) AS one
      GROUP BY person, value
      HAVING change != 3 OR abs(score - maxIf(one.score, NOT isFresh)) > ${SCORE_TOLERANCE}
      ORDER BY person)`
}

function halfLifeMs({ settings }: Reckoning): number {
  return settings.halfLifeDays * DAY_MS
}

/** Which events may count for anybody. */
export function eventsOf(reckoning: Omit<Reckoning, 'tagId'>, parameters: Parameters): string {
  const { workspaceId, asOf, settings } = reckoning
  const names = [...new Set(settings.events.map(({ name }) => name))]
  const from = asOf - HALF_LIVES_KEPT * settings.halfLifeDays * DAY_MS
  return filterSql({ workspaceId, names, withPerson: true, from, to: asOf }, parameters)
}

/** What an event counts at `asOf`, by the first description of it that fits. */
export function weightSql({ settings, asOf }: Omit<Reckoning, 'tagId'>, parameters: Parameters): string {
  const cases = settings.events.map(({ name, where, weight }) => {
    const fits = `name = ${parameters.bind('String', name)} AND ${conditionsSql(where, parameters)}`
    return `${fits}, ${parameters.bind('Float64', weight)}`
  })
  const age = `(${parameters.bind('Int64', asOf)} - ${TIME_MS}) / ${parameters.bind('Float64', settings.halfLifeDays * DAY_MS)}`
  return `multiIf(${cases.join(', ')}, 0.) * exp2(-(${age}))`
}

export function valueSql({ settings }: Pick<Reckoning, 'settings'>): string {
  return `trimBoth(leftUTF8(${propertySql(settings.property).text}, ${MAX_TAG_VALUE_LENGTH}))`
}

function marksOf({ workspaceId, tagId }: Reckoning, { bind }: Parameters): string {
  return `${TAGS_COPY} FINAL WHERE workspace = ${bind('UInt32', workspaceId)} AND tag = ${bind('UInt64', tagId)} AND has = 1`
}

/** Undefined when the tag has got other settings meanwhile. */
async function applyScores(run: TagRun, found: Differences): Promise<MarksChanged | undefined> {
  const { handles, workspaceId, tagId } = run
  const total = { added: 0, removed: 0 }
  run.expect(found.people.length)
  for (let start = 0; start < found.people.length; start += MAX_MARKED_AT_ONCE) {
    run.signal.throwIfAborted()
    const of = (change: number) => columnsOf(found, { start, change })
    const changed = await inTransaction(handles.db, async (tx) => {
      if (!(await run.goesOn(tx))) return undefined
      const at = new Date(handles.clocks.business.now())
      return changeTagScores(tx, { workspaceId, tagId, at, add: of(1), remove: of(2), rescore: of(3) })
    })
    if (!changed) return undefined
    total.added += changed.added
    total.removed += changed.removed
    run.done(Math.min(MAX_MARKED_AT_ONCE, found.people.length - start))
  }
  return total
}

function columnsOf({ people, values, scores, what }: Differences, { start, change }: { start: number; change: number }) {
  const places = what.slice(start, start + MAX_MARKED_AT_ONCE).flatMap((one, index) => (one === change ? [start + index] : []))
  return {
    atoms: places.map((place) => people[place] ?? 0),
    values: places.map((place) => values[place] ?? ''),
    scores: places.map((place) => scores[place] ?? 0),
  }
}
