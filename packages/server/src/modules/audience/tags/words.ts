/** What puts a tag on, in words. */
import type { Queryable } from '../../../platform/db/index.ts'
import { sql } from '../../../platform/db/index.ts'
import type { Words } from '../../../platform/i18n/locale.ts'
import { explain } from '../explained.ts'
import { conditionWords, eventNamed, joined, listed } from '../rule/phrases.ts'
import type { InterestSettings } from './contract.ts'
import type { TagRuleRow } from './tables.ts'

const MAX_TAGS_EXPLAINED = 1_000

/** By tag, those that have a rule or an interest. */
export async function tagRuleWords(
  db: Queryable,
  { workspaceId, timeZone, tagIds }: { workspaceId: number; timeZone: string; tagIds: readonly number[] },
): Promise<Map<number, Words>> {
  if (tagIds.length === 0) return new Map()
  const { rows } = await sql<TagRuleRow>`
    select * from audience_tag_rules where workspace_id = ${workspaceId} and tag_id = any(${[...new Set(tagIds)]}::bigint[])
    order by tag_id limit ${MAX_TAGS_EXPLAINED}`.execute(db)
  const ruled = rows.flatMap(({ tag_id: tagId, rule }) => (rule ? [{ tagId, rule }] : []))
  const explained = await explain(db, { workspaceId, timeZone, rules: ruled.map(({ rule }) => ({ rule })) })
  const words = new Map<number, Words>(ruled.flatMap(({ tagId }, index) => (explained[index] ? [[tagId, explained[index]]] : [])))
  for (const { tag_id: tagId, interest } of rows) if (interest) words.set(tagId, interestWords(interest))
  return words
}

export function interestWords({ events, property, halfLifeDays, topPerPerson, minScore }: InterestSettings): Words {
  const each = events.map(({ name, weight, where = [] }) => {
    const named = eventNamed(name)
    const conditions = where.map((condition) => {
      const said = conditionWords(condition)
      return { zh: `${condition.property} ${said.zh}`, en: `${condition.property} ${said.en}` }
    })
    const only = joined(conditions, { zh: '且', en: ' and ' })
    return {
      zh: `${named.zh}${where.length > 0 ? `（${only.zh}）` : ''} ${weight} 分`,
      en: `${named.en}${where.length > 0 ? ` (${only.en})` : ''} ${weight}`,
    }
  })
  const zh = listed(each.map((one) => one.zh)).zh
  const en = listed(each.map((one) => one.en)).en
  return {
    zh: `每次${zh}，每 ${halfLifeDays} 天减半，按 ${property} 累计，取 ${minScore} 分以上最高的 ${topPerPerson} 个`,
    en: `each ${en}, halved every ${halfLifeDays} days and summed by ${property}; the ${topPerPerson} highest of at least ${minScore} stay`,
  }
}
