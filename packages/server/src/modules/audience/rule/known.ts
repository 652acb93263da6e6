/** What must be looked up before rules are compiled: what their names mean in this workspace. */

import { anyoneErased } from '../../compliance/index.ts'
import { ask, openParameters } from '../../events/index.ts'
import { tagsByName, traitRulesOf } from '../../identity/index.ts'
import { TRAITS_COPY } from '../copies/table.ts'
import { modelInForce } from '../predictions/models.ts'
import { readThresholds, usualThresholds } from '../tiers/thresholds.ts'
import type { RuleHandles } from './count.ts'
import { knownAudiences } from './known-audiences.ts'
import type { Known } from './operator.ts'
import type { Rule } from './rule.ts'
import { leavesNamed } from './tree.ts'

export interface KnownQuestion {
  readonly workspaceId: number
  readonly rules: readonly Rule[]
  /** Milliseconds. */
  readonly asOf: number
  /** Absent: that of the workspace. */
  readonly timeZone?: string | undefined
}

/** Leaves that need the thresholds of the tiers. */
const TIERED = ['lifecycle', 'value', 'rfm'] as const

/** Only what the rules name is read. */
export async function openKnown(handles: RuleHandles, { workspaceId, ...question }: KnownQuestion): Promise<Known> {
  const audiences = await knownAudiences(handles.db, { workspaceId, rules: question.rules })
  const rules = [...question.rules, ...[...audiences.values()].map(({ rule }) => rule)]
  const traits = leavesNamed(rules, 'trait')
  const tiered = TIERED.some((name) => leavesNamed(rules, name).length > 0)
  const missing = traits.filter(({ op, value }) => op === 'exists' && !value).map(({ name }) => name)
  return {
    someErased: await anyoneErased(handles.db, { workspaceId }),
    tags: await tagsByName(handles.db, { workspaceId, names: leavesNamed(rules, 'tag').map(({ name }) => name) }),
    audiences,
    traitNames: await seenTraits(handles, { workspaceId, names: missing }),
    traitRules: traits.length === 0 ? new Map() : await traitRulesOf(handles, workspaceId),
    tiers: tiered ? await readThresholds(handles, { workspaceId, ...question }) : usualThresholds,
    model: leavesNamed(rules, 'prediction').length > 0 ? await modelInForce(handles.db, { workspaceId, asOf: question.asOf }) : undefined,
  }
}

/** Those of the names that somebody has or had as a trait. */
async function seenTraits(
  handles: RuleHandles,
  { workspaceId, names }: { workspaceId: number; names: readonly string[] },
): Promise<Set<string>> {
  if (names.length === 0) return new Set()
  const parameters = openParameters()
  const workspace = parameters.bind('UInt32', workspaceId)
  const seen = names.map(
    (name) => `(SELECT name FROM ${TRAITS_COPY} WHERE workspace = ${workspace} AND name = ${parameters.bind('String', name)} LIMIT 1)`,
  )
  const rows = await ask<{ name: string }>(handles, { query: seen.join(' UNION ALL '), parameters, lane: 'point' })
  return new Set(rows.map(({ name }) => name))
}
