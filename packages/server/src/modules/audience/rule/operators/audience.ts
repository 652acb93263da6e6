/** `audience`: is in another audience. A live one was replaced by its rule before; a static one is answered by its members. */
import { MEMBERS_COPY } from '../../static-members.ts'
import type { Operator } from '../operator.ts'

export const audienceOperator: Operator<'audience'> = {
  name: 'audience',
  sql: ({ id }, { workspaceId, known, parameters, person, onlyPeople }) => {
    if (known.audiences.get(id)?.kind !== 'static') return undefined
    const own = `workspace = ${parameters.bind('UInt32', workspaceId)} AND audience = ${parameters.bind('UInt64', Number(id))}`
    const members = `FROM ${MEMBERS_COPY} FINAL WHERE ${own} AND member = 1 ${onlyPeople()}`
    return {
      rows: `SELECT DISTINCT ${person()} AS person ${members}`,
      holds: '1',
      anyAtom: `SELECT atom ${members}`,
      measures: { member: '1' },
    }
  },
  words: ({ id }, names) => ({ zh: `属于人群“${names.audience(id)}”`, en: `are in the audience “${names.audience(id)}”` }),
  found: (_leaf, measures) =>
    measures ? { zh: '在这个人群里', en: 'is in that audience' } : { zh: '不在这个人群里', en: 'is not in that audience' },
  depends: ({ id }) => ({ audiences: new Set([id]) }),
}
