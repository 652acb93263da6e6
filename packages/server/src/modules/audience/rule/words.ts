/** A rule in words, in both languages: what an operator reads back before trusting it. */
import type { Words } from '../../../platform/i18n/locale.ts'
import type { Known, RuleNames } from './operator.ts'
import { joined, momentText, padded } from './phrases.ts'
import type { Rule } from './rule.ts'
import { nodeOf } from './tree.ts'

const AND: Words = { zh: '，且', en: ', and ' }
const OR: Words = { zh: '，或', en: ', or ' }

/** Names for words from what a compilation knows; an audience that is gone keeps its id. */
export function namesIn(audiences: Known['audiences'], timeZone: string): RuleNames {
  return { timeZone, audience: (id) => audiences.get(id)?.name ?? id }
}

/** 「最近 30 天做过“购买”（buy）至少 2 次，且不符合（…）的人」; with `asOf` also what of it is as of then, and what as of now. */
export function ruleWords(rule: Rule, names: RuleNames, asOf?: number): Words {
  const { zh, en } = phraseOf(rule, names)
  const people = { zh: `${padded(zh).trimStart()}的人`, en: `people who ${en}` }
  if (asOf === undefined) return people
  const moment = momentText(asOf, names.timeZone)
  return {
    zh: `截至 ${moment}：${people.zh}（事件、订单、分层与预测按当时，属性、标签、同意、可触达与静态人群按现在）`,
    en: `As of ${moment}: ${people.en} (events, orders, tiers and predictions as of then; traits, tags, consents, reachability and static audiences as of now)`,
  }
}

/** The rule as part of a sentence that begins with "people who". */
function phraseOf(rule: Rule, names: RuleNames): Words {
  const node = nodeOf(rule)
  switch (node.kind) {
    case 'leaf':
      return node.leaf.words(names)
    case 'not': {
      const { zh, en } = phraseOf(node.rule, names)
      return { zh: `不符合（${zh}）`, en: `not (${en})` }
    }
    default: {
      const between = node.kind === 'all' ? AND : OR
      return joined(
        node.rules.map((one) => inBrackets(one, phraseOf(one, names))),
        between,
      )
    }
  }
}

/** Groups of several inside a group need brackets. */
function inBrackets(rule: Rule, words: Words): Words {
  const node = nodeOf(rule)
  const isGroup = (node.kind === 'all' || node.kind === 'any') && node.rules.length > 1
  return isGroup ? { zh: `（${words.zh}）`, en: `(${words.en})` } : words
}

/** What a group says on its own, above its parts. */
export const groupWords = {
  all: { zh: '满足全部', en: 'all of these' },
  any: { zh: '满足任一', en: 'any of these' },
  not: { zh: '不符合', en: 'not this' },
} as const satisfies Readonly<Record<string, Words>>
