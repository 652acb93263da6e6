/** Rules in words, with the names of the audiences they refer to. */
import type { Queryable } from '../../platform/db/index.ts'
import type { Words } from '../../platform/i18n/locale.ts'
import { namesIn, ruleWords } from './rule/index.ts'
import { knownAudiences } from './rule/known-audiences.ts'
import type { Rule } from './rule/rule.ts'

export interface Explainable {
  readonly rule: Rule
  /** Milliseconds; said in the words where it is given. */
  readonly asOf?: number | undefined
}

/** One look-up of names for all of them. */
export async function explain(
  db: Queryable,
  { workspaceId, timeZone, rules }: { workspaceId: number; timeZone: string; rules: readonly Explainable[] },
): Promise<Words[]> {
  const audiences = await knownAudiences(db, { workspaceId, rules: rules.map(({ rule }) => rule) })
  const names = namesIn(audiences, timeZone)
  return rules.map(({ rule, asOf }) => ruleWords(rule, names, asOf))
}
