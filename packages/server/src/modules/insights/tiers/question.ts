/** What RFM and lifecycle are asked about: everybody as of a moment, or those of them for whom a rule holds. */
import type { Handles } from '../../../platform/handles.ts'
import type { Words } from '../../../platform/i18n/locale.ts'
import { amongRule, openKnown, openScope, type Rule, type Scope, type TierThresholds } from '../../audience/index.ts'
import { openParameters, type Parameters } from '../../events/index.ts'

export type TierHandles = Pick<Handles, 'db' | 'clickhouse' | 'clocks' | 'config'>

export interface TierQuestion {
  readonly workspaceId: number
  readonly timeZone: string
  /** Milliseconds. */
  readonly asOf: number
  readonly rule?: Rule | undefined
}

export interface Everybody {
  /** For one query, with the parameters it has already. */
  scope(parameters?: Parameters): Scope
  /** Condition on `person` that the rule holds, for a query of these parameters. */
  holds(parameters: Parameters): string
  /** The rule in words; undefined without. */
  readonly ruleWords: Words | undefined
}

export async function openEverybody(handles: TierHandles, { rule, ...question }: TierQuestion, tiers: TierThresholds): Promise<Everybody> {
  const { workspaceId, timeZone, asOf } = question
  const among = await amongRule(handles, { workspaceId, timeZone, asOf, rule })
  const known = { ...(await openKnown(handles, { ...question, rules: [] })), tiers }
  return {
    scope: (parameters = openParameters()) => openScope({ workspaceId, timeZone, asOf, known, parameters }),
    holds: (parameters) => among?.condition(parameters) ?? '1',
    ruleWords: among?.words,
  }
}
