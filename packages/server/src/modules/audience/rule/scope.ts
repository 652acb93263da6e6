/** Opening what leaves are compiled for: everybody, or some people by all their atoms. */
import { atomsSql, openParameters, type Parameters, personColumn, personOfAtomsSql } from '../../events/index.ts'
import type { Known, Scope, SomePeople } from './operator.ts'

export interface ScopeInput {
  readonly workspaceId: number
  readonly timeZone: string
  /** Milliseconds. */
  readonly asOf: number
  readonly known: Known
  readonly people?: SomePeople | undefined
  /** Of the query that the rule is to stand in; absent: its own. */
  readonly parameters?: Parameters | undefined
}

export function openScope({ people, parameters: given = openParameters(), ...input }: ScopeInput): Scope {
  const parameters = remembering(given)
  if (!people) return { ...input, parameters, person: personColumn, onlyPeople: () => '' }
  // Written once and used by every leaf: the lists may be long.
  const person = personOfAtomsSql(people, parameters)
  const only = `AND atom IN ${atomsSql(people.atoms, parameters)}`
  return { ...input, people, parameters, person: () => person, onlyPeople: () => only }
}

/** The same value becomes the same placeholder, so that leaves which read the same rows are seen to do so. */
function remembering(parameters: Parameters): Parameters {
  const placeholders = new Map<string, string>()
  const bind: Parameters['bind'] = (type, value) => {
    const key = `${type} ${JSON.stringify(value)}`
    const known = placeholders.get(key) ?? parameters.bind(type, value)
    placeholders.set(key, known)
    return known
  }
  return { values: parameters.values, bind, moment: (epochMs) => `fromUnixTimestamp64Milli(${bind('Int64', epochMs)}, 'UTC')` }
}
