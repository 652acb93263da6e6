/** Has a tag. Marks stand on atoms; a person has what any of its atoms has, and of an exclusive group what was put on last. */
import type { Words } from '../../../../platform/i18n/locale.ts'
import { TAGS_COPY } from '../../copies/table.ts'
import type { LeafSql, Operator, Scope } from '../operator.ts'
import { momentText } from '../phrases.ts'
import type { LeafConfig } from '../rule.ts'

export const tagOperator: Operator<'tag'> = {
  name: 'tag',
  sql: (leaf, scope) => {
    const tag = scope.known.tags.get(leaf.name)
    if (!tag) return undefined
    return tag.rivals.length === 0 ? openTag(leaf, tag.id, scope) : exclusiveTag(leaf, tag, scope)
  },
  words,
  found: (leaf, measures, { timeZone }) => {
    if (!measures || Number(measures.sinceMs) === 0) return { zh: '没有这个标签', en: 'has not' }
    const since = momentText(Number(measures.sinceMs), timeZone)
    const values = String(measures.values ?? '')
    const named = leaf.value === undefined && values !== ''
    return {
      zh: `${since} 起有${named ? `，值为 ${values}` : ''}`,
      en: `has it since ${since}${named ? `, with the value ${values}` : ''}`,
    }
  },
  depends: ({ name }) => ({ tags: new Set([name]) }),
}

function words({ name, value }: LeafConfig<'tag'>): Words {
  if (value === undefined) return { zh: `有标签“${name}”`, en: `have the tag “${name}”` }
  return { zh: `标签“${name}”的值有“${value}”`, en: `have the tag “${name}” with the value “${value}”` }
}

/** Values told when somebody asks why. */
const MAX_VALUES_TOLD = 5
const valuesSql = (value: string) => `arrayStringConcat(arrayFilter(one -> one != '', groupUniqArray(${MAX_VALUES_TOLD})(${value})), '、')`

function openTag(leaf: LeafConfig<'tag'>, id: number, scope: Scope): LeafSql {
  const marks = `${TAGS_COPY} FINAL WHERE ${ofTags([id], scope)}${valueIs(leaf, scope)}`
  return {
    rows: `SELECT ${scope.person()} AS person, min(since_ms) AS sinceMs, ${valuesSql('value')} AS values FROM ${marks} GROUP BY person`,
    holds: '1',
    anyAtom: `SELECT atom FROM ${marks}`,
    measures: { sinceMs: 'sinceMs', values: 'values' },
  }
}

/** Two people who become one may have a tag of the group each: the later mark decides, of one moment the later tag, as identity has it. */
function exclusiveTag(leaf: LeafConfig<'tag'>, { id, rivals }: { id: number; rivals: readonly number[] }, scope: Scope): LeafSql {
  const own = `tag = ${scope.parameters.bind('UInt64', id)}`
  const fits = `${own}${valueIs(leaf, scope)}`
  return {
    rows: `
      SELECT ${scope.person()} AS person, argMax(tag, (since_ms, tag)) AS shown, minIf(since_ms, ${fits}) AS sinceMs,
        ${valuesSql(`if(${own}, value, '')`)} AS values
      FROM ${TAGS_COPY} FINAL WHERE ${ofTags([id, ...rivals], scope)} GROUP BY person`,
    holds: `shown = ${scope.parameters.bind('UInt64', id)} AND sinceMs != 0`,
    measures: { sinceMs: `if(shown = ${scope.parameters.bind('UInt64', id)}, sinceMs, 0)`, values: 'values' },
  }
}

function ofTags(tags: readonly number[], scope: Scope): string {
  const workspace = scope.parameters.bind('UInt32', scope.workspaceId)
  return `workspace = ${workspace} AND tag IN ${scope.parameters.bind('Array(UInt64)', tags)} AND has = 1 ${scope.onlyPeople()}`
}

function valueIs({ value }: LeafConfig<'tag'>, scope: Scope): string {
  return value === undefined ? '' : ` AND value = ${scope.parameters.bind('String', value)}`
}
