/** `event` in words. */
import type { Words } from '../../../../platform/i18n/locale.ts'
import type { Condition } from '../../../events/contract.ts'
import { comparisonWords } from '../comparison.ts'
import type { RuleNames } from '../operator.ts'
import { conditionWords, eventNamed, joined, momentText, padded } from '../phrases.ts'
import type { LeafConfig } from '../rule.ts'
import { whenWords } from '../when.ts'

type EventConfig = LeafConfig<'event'>

/** 「最近 30 天做过“购买”（buy）且 amount ≥ 100，至少 2 次，amount 合计至少 500」. */
export function eventLeafWords(leaf: EventConfig, { timeZone }: RuleNames): Words {
  const done = didWords(leaf)
  const when = whenWords(leaf, timeZone)
  const count = leaf.count && comparisonWords(leaf.count)
  const sum = leaf.sum && comparisonWords(leaf.sum)
  return {
    zh: `${padded(when.zh).trimStart()}做过${done.zh}${count ? `${count.zh} 次` : ''}${sum ? `，${leaf.sum?.property} 合计${sum.zh}` : ''}`,
    en: [
      `did ${done.en}`,
      ...(count ? [`${count.en} times`] : []),
      ...(sum ? [`with ${leaf.sum?.property} adding up to ${sum.en}`] : []),
      ...(when.en ? [when.en] : []),
    ].join(' '),
  }
}

/** The event and the conditions on it. */
export function didWords({ name, where }: { readonly name: string; readonly where?: readonly Condition[] | undefined }): Words {
  const event = eventNamed(name)
  if (!where?.length) return event
  const conditions = where.map((condition) => {
    const { zh, en } = conditionWords({ op: condition.op, value: condition.value })
    return { zh: `${condition.property} ${zh}`, en: `${condition.property} ${en}` }
  })
  const all = joined(conditions, { zh: '、', en: ' and ' })
  return { zh: `${event.zh}（其中 ${all.zh}）`, en: `${event.en} where ${all.en}` }
}

/** 「3 次，合计 560，最近一次 2026-03-01 08:30」. */
export function eventFound(
  leaf: EventConfig,
  measures: Readonly<Record<string, string | number>> | undefined,
  { timeZone }: RuleNames,
): Words {
  const times = Number(measures?.times ?? 0)
  if (times === 0) return { zh: '没有做过', en: 'never' }
  const last = momentText(Number(measures?.lastAt), timeZone)
  const sum = leaf.sum ? Number(measures?.total) : undefined
  return {
    zh: `${times} 次${sum === undefined ? '' : `，合计 ${sum}`}，最近一次 ${last}`,
    en: `${times === 1 ? 'once' : `${times} times`}${sum === undefined ? '' : `, ${sum} in all`}, last on ${last}`,
  }
}
