/** Who was reached on own channels, once or more often, as the events tell. */
import { OWN_CHANNELS, type OwnChannel } from '../../compliance/consents/contract.ts'
import { type StandardEvent, standardEvents } from '../../events/contract.ts'
import {
  ask,
  type Caller,
  EVENTS_TABLE,
  filterSql,
  openParameters,
  type Parameters,
  personColumn,
  propertySql,
} from '../../events/index.ts'
import { type PeoplePage, peoplePage } from '../people.ts'

export interface ReachedQuestion {
  readonly workspaceId: number
  readonly timeZone: string
  /** Events before this moment are known. Milliseconds. */
  readonly now: number
}

export interface Reached {
  readonly value: number
  /** Only channels with people. */
  readonly byChannel: { readonly channel: OwnChannel; readonly value: number }[]
}

export interface ReachedPeople {
  readonly which: 'pool' | 'reachedOnce'
  readonly channel?: OwnChannel | undefined
  readonly limit: number
  readonly cursor?: string | undefined
}

/** Events that say that a message got to the person. */
const REACHING: readonly StandardEvent[] = standardEvents.channel.filter(({ reach }) => reach !== undefined && reach !== 'sent')
/** Properties that name the message, the first one present decides. */
const MESSAGE_PROPERTIES = ['deliveryId', 'delivery_id', 'messageId', 'message_id', 'email_id'] as const

/** Those reached at least twice, and those reached once. */
export async function readReached(caller: Caller, question: ReachedQuestion): Promise<{ pool: Reached; reachedOnce: Reached }> {
  const parameters = openParameters()
  const rows = await ask<{ again: number; persons: number; channels: readonly number[] }>(caller, {
    query: `
      SELECT again, count() AS persons, [${OWN_CHANNELS.map((_, place) => `countIf(bitTest(channels, ${place}))`).join(', ')}] AS channels
      FROM (${reachedSql(question, parameters)}) GROUP BY again`,
    parameters,
  })
  const figureOf = (again: number): Reached => {
    const row = rows.find((one) => one.again === again)
    const counts = OWN_CHANNELS.map((channel, place) => ({ channel, value: row?.channels[place] ?? 0 }))
    return { value: row?.persons ?? 0, byChannel: counts.filter(({ value }) => value > 0) }
  }
  return { pool: figureOf(1), reachedOnce: figureOf(0) }
}

/** One page of the people behind either. */
export function readReachedPeople(caller: Caller, question: ReachedQuestion, people: ReachedPeople): Promise<PeoplePage> {
  return peoplePage(caller, people, (parameters) => {
    const channel = people.channel === undefined ? '' : ` AND bitTest(channels, ${OWN_CHANNELS.indexOf(people.channel)})`
    return `SELECT person FROM (${reachedSql(question, parameters)}) WHERE again = ${people.which === 'pool' ? 1 : 0}${channel}`
  })
}

/**
 * Subquery with one row a person reached: `person`, `again` (more than one message), `channels` (bits in the order of `OWN_CHANNELS`).
 * The smallest and the largest of the messages' hashes differ when there are two, which takes no list of them.
 */
function reachedSql({ workspaceId, timeZone, now }: ReachedQuestion, parameters: Parameters): string {
  const filter = filterSql({ workspaceId, names: REACHING.map(({ name }) => name), to: now, withPerson: true }, parameters)
  return `
    SELECT person, min(message) != max(message) AS again, groupBitOr(bitShiftLeft(toUInt32(1), channel - 1)) AS channels
    FROM (
      SELECT ${personColumn()} AS person, indexOf(${parameters.bind('Array(String)', OWN_CHANNELS)}, ${channelSql(parameters)}) AS channel,
        ${messageSql()} AS number, cityHash64(channel, number, if(number = '', toDate32(time, ${parameters.bind('String', timeZone)}), toDate32(0))) AS message
      FROM ${EVENTS_TABLE} WHERE ${filter}
    )
    WHERE channel > 0
    GROUP BY person`
}

/** The channel as text, by the event's name where that tells it. */
function channelSql(parameters: Parameters): string {
  const told = Map.groupBy(
    REACHING.filter(({ channel }) => channel !== undefined),
    ({ channel }) => channel,
  )
  const cases = [...told].map(([channel, events]) => {
    const names = events.map(({ name }) => name)
    return `name IN ${parameters.bind('Array(String)', names)}, ${parameters.bind('String', channel ?? '')}`
  })
  return `multiIf(${cases.join(', ')}, ${propertySql('channel').text})`
}

/** The number of the message as text, empty without one. */
function messageSql(): string {
  const numbers = MESSAGE_PROPERTIES.map((property) => `nullIf(${propertySql(property).text}, '')`)
  return `coalesce(${numbers.join(', ')}, '')`
}
