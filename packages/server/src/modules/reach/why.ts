/** Why somebody got a broadcast or did not: the rules in their order, as they were answered when it was decided. */
import { bigints, type Queryable, sql } from '../../platform/db/index.ts'
import type { Words } from '../../platform/i18n/locale.ts'
import type { Step } from './contract.ts'
import { type Findings, RULES } from './rules.ts'
import { type DeliveryState, OUTCOMES, type Outcome } from './states.ts'
import { outcomeWords, ruleWords, VARIANT_LETTERS } from './words.ts'

interface Found {
  readonly state: DeliveryState
  readonly reason: string
  readonly user_id: string
  readonly variant: number
  readonly handed: boolean
  readonly findings: Findings | null
}

export interface Why {
  readonly outcome: Outcome | 'notInAudience'
  readonly steps: Step[]
}

/** `atoms`: all of the person. Of several deliveries, after a merge, the one that was handed over. */
export async function whyOf(
  db: Queryable,
  { workspaceId, broadcastId, atoms }: { workspaceId: number; broadcastId: number; atoms: readonly number[] },
): Promise<Why> {
  const { rows } = await sql<Found>`
    select own.state, own.reason, own.user_id, own.variant, own.handed_at is not null as handed, decision.findings
    from reach_deliveries own left join lateral (
      select findings from reach_decisions known where known.workspace_id = own.workspace_id and known.delivery_id = own.id
      order by known.decided_at desc, known.step limit 1) as decision on true
    where own.workspace_id = ${workspaceId} and own.broadcast_id = ${broadcastId} and own.atom = any(${bigints(atoms)})
    order by own.handed_at is null, own.state = 'cancelled', own.id limit 1`.execute(db)
  const [found] = rows
  if (!found)
    return {
      outcome: 'notInAudience',
      steps: [step('audience', 'held', { zh: '圈定人群时不在其中', en: 'was not in the audience when it was planned' })],
    }
  const steps = [step('audience', 'passed', { zh: '在圈定的人群中', en: 'is in the audience' })]
  if (found.findings) steps.push(...ruleSteps(found.findings))
  return { outcome: OUTCOMES[found.state], steps: [...steps, ...outcomeSteps(found)] }
}

function ruleSteps(findings: Findings): Step[] {
  if (findings.twice)
    return [step('once', 'held', { zh: '合并后同一位客户已有这次群发', en: 'after a merge the same person already has this broadcast' })]
  let decided = false
  return RULES.map(({ state, passes }) => {
    const { name, says } = ruleWords[state]
    const passed = passes(findings)
    const result = decided ? 'not_asked' : passed ? 'passed' : 'held'
    decided ||= !passed
    return step(name, result, says(findings, passed))
  })
}

function outcomeSteps({ state, reason, user_id, variant, handed }: Found): Step[] {
  const { zh, en } = outcomeWords[state]
  const more = reason === '' ? '' : ` (${reason})`
  const told = step('outcome', 'told', { zh: `${zh}${more}`, en: `${en}${more}` })
  if (!handed) return [told]
  const letter = VARIANT_LETTERS[variant] ?? ''
  const sender = { zh: `由员工 ${user_id} 发，${letter} 版`, en: `through ${user_id}, variant ${letter}` }
  return [step('sender', 'passed', sender), told]
}

function step(rule: string, result: Step['result'], words: Words): Step {
  return { rule, result, words: { ...words } }
}
