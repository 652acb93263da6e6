/** `consent`: what the person said last about a purpose on a channel, or on all of them; of one moment the withdrawal, as the ledger has it. */
import { ALL_CHANNELS, consentChannelWords, purposeWords } from '../../../compliance/index.ts'
import { CONSENTS_COPY } from '../../copies/table.ts'
import type { Operator } from '../operator.ts'
import { momentText } from '../phrases.ts'

export const consentOperator: Operator<'consent'> = {
  name: 'consent',
  sql: ({ purpose, channel, state }, scope) => {
    const { parameters } = scope
    const channels = parameters.bind('Array(String)', [...new Set([channel, ALL_CHANNELS])])
    return {
      rows: `
        SELECT ${scope.person()} AS person, argMax(toString(state), (at_ms, state = 'withdrawn')) AS said, max(at_ms) AS saidMs
        FROM ${CONSENTS_COPY} FINAL
        WHERE workspace = ${parameters.bind('UInt32', scope.workspaceId)} AND purpose = ${parameters.bind('String', purpose)}
          AND channel IN ${channels} AND state != '' ${scope.onlyPeople()}
        GROUP BY person`,
      holds: `said = ${parameters.bind('String', state)}`,
      measures: { said: 'said', saidMs: 'saidMs' },
    }
  },
  words: ({ purpose, channel, state }) => {
    const [of, on] = [purposeWords(purpose), consentChannelWords[channel]]
    return state === 'granted'
      ? { zh: `同意${of.zh}（${on.zh}）`, en: `agreed to ${of.en} on ${on.en}` }
      : { zh: `撤回了${of.zh}的同意（${on.zh}）`, en: `took back consent to ${of.en} on ${on.en}` }
  },
  found: (_, measures, { timeZone }) => {
    if (!measures) return { zh: '没有表过态', en: 'never said anything' }
    const at = momentText(Number(measures.saidMs), timeZone)
    return measures.said === 'granted' ? { zh: `${at} 同意`, en: `agreed on ${at}` } : { zh: `${at} 撤回`, en: `took it back on ${at}` }
  },
  depends: () => ({ consents: true }),
}
