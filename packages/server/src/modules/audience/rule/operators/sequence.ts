/** `sequence`: steps one after the other within a time; the same as a funnel in order, of which all steps were done. */
import type { Words } from '../../../../platform/i18n/locale.ts'
import { EVENTS_TABLE, filterSql, HAS_PERSON, levelsSql, type StepsQuestion, TIME_MS } from '../../../events/index.ts'
import type { LeafSql, Operator, RuleNames, Scope } from '../operator.ts'
import { momentText, padded } from '../phrases.ts'
import type { LeafConfig } from '../rule.ts'
import { durationWords, type Span, spanOf, whenWords } from '../when.ts'
import { didWords } from './event-words.ts'

type SequenceConfig = LeafConfig<'sequence'>

export const sequenceOperator: Operator<'sequence'> = {
  name: 'sequence',
  sql: (leaf, scope) => ({
    ...(scope.people ? amongPeople(leaf, scope) : { rows: levelsSql(stepsOf(leaf, scope), scope.parameters) }),
    holds: `level = ${leaf.steps.length}`,
  }),
  words: sequenceWords,
  found: sequenceFound,
  depends: ({ steps }) => ({ events: new Set(steps.map(({ name }) => name)) }),
}

function stepsOf(leaf: SequenceConfig, scope: Scope, span: Span = spanOf(leaf, scope)): StepsQuestion {
  return {
    workspaceId: scope.workspaceId,
    steps: leaf.steps.map(({ name, where }) => ({ event: name, where })),
    order: 'strict',
    windowMs: leaf.withinSeconds * 1_000,
    from: span.from,
    to: Math.min(span.to ?? scope.asOf, scope.asOf),
    atoms: scope.people?.atoms,
    person: scope.people && scope.person(),
  }
}

/**
 * Whoever did all steps flips when the beginning of the latest chain falls out of the window; for whoever did not, events that fall out
 * change nothing. An event dated after `asOf` may complete a chain once the clock has passed it.
 */
function amongPeople(leaf: SequenceConfig, scope: Scope): Pick<LeafSql, 'rows' | 'flipsAt' | 'measures'> {
  const { workspaceId, parameters, people } = scope
  const span = spanOf(leaf, scope)
  const names = [...new Set(leaf.steps.map(({ name }) => name))]
  const coming = filterSql({ workspaceId, names, from: scope.asOf, to: span.to, atoms: people?.atoms }, parameters)
  const rows = `
    SELECT person, max(level) AS level, max(began) AS began, max(nextAt) AS nextAt
    FROM (
      SELECT person, toUInt64(level) AS level, toInt64(began) AS began, toInt64(0) AS nextAt
      FROM (${levelsSql(stepsOf(leaf, scope, span), parameters, { withBegan: true })})
      UNION ALL
      SELECT ${scope.person()} AS person, 0, 0, min(${TIME_MS}) + 1 FROM ${EVENTS_TABLE} WHERE ${coming} AND ${HAS_PERSON} GROUP BY person
    )
    GROUP BY person`
  const leaves = span.lastsMs === undefined ? '0' : `if(began = 0, 0, began + ${span.lastsMs + 1})`
  return {
    rows,
    flipsAt: `arrayMin(arrayFilter(at -> at > 0, [toInt64(${leaves}), nextAt]))`,
    measures: { level: 'level', began: 'began' },
  }
}

/** 「最近 30 天先后做过“浏览”（view）→“购买”（buy），首尾相隔不超过 1 天」. */
function sequenceWords(leaf: SequenceConfig, { timeZone }: RuleNames): Words {
  const steps = leaf.steps.map(didWords)
  const span = durationWords(leaf.withinSeconds * 1_000)
  const when = whenWords(leaf, timeZone)
  return {
    zh: `${padded(when.zh).trimStart()}先后做过${steps.map(({ zh }) => zh).join(' → ')}，首尾相隔不超过 ${span.zh}`,
    en: `did ${steps.map(({ en }) => en).join(' → ')} in this order, the last at most ${span.en} after the first${when.en && ` (${when.en})`}`,
  }
}

function sequenceFound(
  leaf: SequenceConfig,
  measures: Readonly<Record<string, string | number>> | undefined,
  { timeZone }: RuleNames,
): Words {
  const [level, all] = [Number(measures?.level ?? 0), leaf.steps.length]
  if (level === 0) return { zh: '一步也没有做', en: 'no step done' }
  if (level < all) return { zh: `做到第 ${level} 步，共 ${all} 步`, en: `got to step ${level} of ${all}` }
  const began = momentText(Number(measures?.began), timeZone)
  return { zh: `${all} 步都做了，最近一次始于 ${began}`, en: `did all ${all} steps, lately beginning ${began}` }
}
