/** `reachable`: has an identifier that opens the channel and did not take back consent to marketing there; saying nothing closes nothing. */
import { ALL_CHANNELS, REACH_PURPOSE, reachChannels, reachChannelWords } from '../../../compliance/index.ts'
import { CONSENTS_COPY, IDENTIFIERS_COPY } from '../../copies/table.ts'
import type { Operator } from '../operator.ts'

export const reachableOperator: Operator<'reachable'> = {
  name: 'reachable',
  sql: ({ channel }, scope) => {
    const { parameters } = scope
    const { kind, isFamily, consents } = reachChannels[channel]
    const workspace = `workspace = ${parameters.bind('UInt32', scope.workspaceId)}`
    const wanted = parameters.bind('String', kind)
    const opens = isFamily ? `startsWith(kind, ${wanted})` : `kind = ${wanted}`
    const closing = (consent: string) => parameters.bind('Array(String)', [consent, ALL_CHANNELS])
    // Time and state make one number, odd for a withdrawal: the largest decides, of one moment the withdrawal.
    const withdrawn = consents.map((consent) => `bitAnd(maxIf(score, consent IN ${closing(consent)}), 1)`)
    return {
      rows: `
        SELECT person, sum(opening) AS identifiers, ${withdrawn.join(' + ')} = ${withdrawn.length} AS closed
        FROM (
          SELECT ${scope.person()} AS person, 1 AS opening, '' AS consent, toInt64(0) AS score
          FROM ${IDENTIFIERS_COPY} FINAL WHERE ${workspace} AND ${opens} AND present = 1 ${scope.onlyPeople()}
          UNION ALL
          SELECT ${scope.person()} AS person, 0 AS opening, toString(channel) AS consent, at_ms * 2 + (state = 'withdrawn') AS score
          FROM ${CONSENTS_COPY} FINAL
          WHERE ${workspace} AND purpose = ${parameters.bind('String', REACH_PURPOSE)}
            AND channel IN ${parameters.bind('Array(String)', [...consents, ALL_CHANNELS])} AND state != '' ${scope.onlyPeople()}
        )
        GROUP BY person`,
      holds: 'identifiers > 0 AND NOT closed',
      measures: { identifiers: 'identifiers', closed: 'toUInt8(closed)' },
    }
  },
  words: ({ channel }) => {
    const { zh, en } = reachChannelWords[channel]
    return { zh: `现在能通过${zh}触达`, en: `can be reached now by ${en}` }
  },
  found: (_, measures) => {
    const identifiers = Number(measures?.identifiers ?? 0)
    if (identifiers === 0) return { zh: '没有能触达的标识', en: 'no identifier that reaches them' }
    if (Number(measures?.closed) === 1)
      return { zh: '有能触达的标识，但撤回了营销同意', en: 'has an identifier that reaches them, but took back consent to marketing' }
    return {
      zh: `有 ${identifiers} 个能触达的标识，没有撤回营销同意`,
      en: `${identifiers} identifier(s) that reach them, consent to marketing not taken back`,
    }
  },
  depends: () => ({ consents: true, identifiers: true }),
}
