/** Why somebody has a tag, or has not. */
import type { Words } from '../../../platform/i18n/locale.ts'
import { ask, atomsSql, type Caller, EVENTS_TABLE, openParameters, TIME_MS } from '../../events/index.ts'
import { changeWords, type KnownTag, tagsOfPersons } from '../../identity/index.ts'
import { type RuleHandles, type WhyNode, whyRule } from '../rule/index.ts'
import type { InterestSettings } from './contract.ts'
import { eventsOf, valueSql, weightSql } from './interest.ts'
import { findTagRule } from './rules.ts'
import { tagRuleWords } from './words.ts'

interface Question {
  readonly workspaceId: number
  readonly timeZone: string
  readonly tag: KnownTag
  readonly person: number
  readonly atoms: readonly number[]
}

interface Interest {
  readonly value: string
  readonly score: number
  readonly events: number
  /** Milliseconds. */
  readonly lastAt: number
}

export interface WhyTag {
  readonly has: boolean
  readonly since: Date | null
  readonly words: Words
  readonly rule: WhyNode | null
  readonly interests: readonly Interest[] | null
}

const NOT_THERE: Words = { zh: '没有这个标签', en: 'does not have the tag' }

export async function whyTag(handles: RuleHandles, caller: Caller, question: Question): Promise<WhyTag> {
  const { workspaceId, timeZone, tag, person, atoms } = question
  const marks = ((await tagsOfPersons(handles.db, { workspaceId, persons: [person] })).get(person) ?? []).filter(
    ({ tagId }) => tagId === tag.id,
  )
  const first = marks.toSorted((a, b) => a.since.getTime() - b.since.getTime())[0]
  const own = await findTagRule(handles.db, { workspaceId, tagId: tag.id })
  const said = (await tagRuleWords(handles.db, { workspaceId, timeZone, tagIds: [tag.id] })).get(tag.id)
  const asOf = handles.clocks.business.now()
  return {
    has: first !== undefined,
    since: first?.since ?? null,
    words: first ? changeWords({ what: 'added', cause: first.cause, by: first.by, rule: said }) : NOT_THERE,
    rule: own?.rule ? await whyRule(handles, caller, { workspaceId, timeZone, asOf, rule: own.rule, atoms }) : null,
    interests: own?.interest ? await interestsOf(caller, { workspaceId, atoms, asOf, settings: own.interest }) : null,
  }
}

const MAX_INTERESTS_TOLD = 50

/** What is reckoned of this one person now, those too low to stay included. */
async function interestsOf(
  caller: Caller,
  input: { workspaceId: number; atoms: readonly number[]; asOf: number; settings: InterestSettings },
): Promise<readonly Interest[]> {
  const parameters = openParameters()
  return ask<Interest>(caller, {
    query: `
      SELECT ${valueSql(input)} AS value, sum(${weightSql(input, parameters)}) AS score, count() AS events, max(${TIME_MS}) AS lastAt
      FROM ${EVENTS_TABLE} WHERE ${eventsOf(input, parameters)} AND atom IN ${atomsSql(input.atoms, parameters)}
      GROUP BY value HAVING value != '' AND score > 0 ORDER BY score DESC, value LIMIT ${MAX_INTERESTS_TOLD}`,
    parameters,
    lane: 'point',
  })
}
