/** Several rules for some people: one query answers every leaf of all of them once, and the rules are put together here. */
import { ask, type Caller } from '../../events/index.ts'
import type { RuleHandles } from './count.ts'
import { expanded } from './expand.ts'
import { openKnown } from './known.ts'
import type { SomePeople } from './operator.ts'
import type { Rule } from './rule.ts'
import { openScope } from './scope.ts'
import { allTogether } from './together.ts'
import { leavesOf, nodeOf } from './tree.ts'

export interface Evaluated {
  readonly holds: Set<number>
  /** Person → the earliest moment, in milliseconds, at which that may change although nothing happens. */
  readonly flipsAt: Map<number, number>
}

export interface EvaluateQuestion {
  readonly workspaceId: number
  readonly timeZone: string
  /** Milliseconds. */
  readonly asOf: number
  /** All atoms of each of these people; whoever is named is taken to exist. */
  readonly people: SomePeople
  readonly rules: ReadonlyMap<string, Rule>
}

/** For which of the people each rule holds, by the rule's key. */
export async function evaluateRules(
  handles: RuleHandles,
  caller: Caller,
  { rules, people, ...question }: EvaluateQuestion,
): Promise<Map<string, Evaluated>> {
  const everybody = new Set(people.persons)
  if (everybody.size === 0) return new Map([...rules.keys()].map((key) => [key, { holds: new Set<number>(), flipsAt: new Map() }]))
  const known = await openKnown(handles, { ...question, rules: [...rules.values()] })
  const plain = new Map([...rules].map(([key, rule]) => [key, expanded(rule, known.audiences)]))
  const answers = await answerLeaves(caller, { ...question, known, people }, [...plain.values()])
  const evaluated = [...plain].map(([key, rule]): [string, Evaluated] => [
    key,
    { holds: holdingOf(rule, { answers, everybody }), flipsAt: earliestFlips(rule, answers) },
  ])
  return new Map(evaluated)
}

/** What was found of one leaf. */
interface Answer {
  readonly holding: readonly number[]
  /** Where people without a row hold: those with a row who do not; undefined where only those with a row hold. */
  readonly failing: readonly number[] | undefined
  readonly flips: readonly (readonly [person: number, at: number])[]
}

type Answers = ReadonlyMap<string, Answer>

async function answerLeaves(caller: Caller, input: Parameters<typeof openScope>[0], rules: readonly Rule[]): Promise<Answers> {
  const scope = openScope(input)
  const leaves = [...new Map(rules.flatMap(leavesOf).map((leaf) => [leaf.key, leaf])).values()]
  const { rows: query, holdsWithoutRow } = allTogether(leaves, scope)
  const without = leaves.flatMap((_, leaf) => (holdsWithoutRow[leaf] ? [leaf] : []))
  const rows =
    query === ''
      ? []
      : await ask<Answer & { leaf: number }>(caller, {
          query: `
            SELECT leaf, groupArrayIf(person, now) AS holding, groupArrayIf(person, NOT now AND has([${without.join(', ')}], leaf)) AS failing,
              groupArrayIf((person, flip), flip > 0) AS flips
            FROM (${query}) GROUP BY leaf`,
          parameters: scope.parameters,
          lane: 'point',
        })
  const found = new Map(rows.map((row) => [row.leaf, row]))
  return new Map(
    leaves.map(({ key }, leaf): [string, Answer] => {
      const { holding = [], failing = [], flips = [] } = found.get(leaf) ?? {}
      return [key, { holding, flips, failing: holdsWithoutRow[leaf] ? failing : undefined }]
    }),
  )
}

function holdingOf(rule: Rule, { answers, everybody }: { answers: Answers; everybody: ReadonlySet<number> }): Set<number> {
  const node = nodeOf(rule)
  const of = (one: Rule) => holdingOf(one, { answers, everybody })
  switch (node.kind) {
    case 'leaf': {
      const answer = answers.get(node.leaf.key)
      if (!answer) return new Set()
      return answer.failing ? everybody.difference(new Set(answer.failing)) : everybody.intersection(new Set(answer.holding))
    }
    case 'not':
      return everybody.difference(of(node.rule))
    case 'all':
      return node.rules.map(of).reduce((a, b) => a.intersection(b), new Set(everybody))
    case 'any':
      return node.rules.map(of).reduce((a, b) => a.union(b), new Set<number>())
  }
}

function earliestFlips(rule: Rule, answers: Answers): Map<number, number> {
  const earliest = new Map<number, number>()
  for (const { key } of leavesOf(rule))
    for (const [person, at] of answers.get(key)?.flips ?? []) earliest.set(person, Math.min(at, earliest.get(person) ?? at))
  return earliest
}
