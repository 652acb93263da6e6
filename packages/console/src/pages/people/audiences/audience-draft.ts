/** An audience while it is being built: name, kind and rule. */
import { emptyRule, isRuleJson, type RuleJson } from './rule/rule-draft.ts'

export type AudienceKind = 'live' | 'static'

export interface AudienceDraft {
  readonly name: string
  readonly kind: AudienceKind
  readonly rule: RuleJson
}

export const firstAudience: AudienceDraft = { name: '', kind: 'live', rule: emptyRule }

export function isAudienceDraft(value: unknown): value is AudienceDraft {
  if (typeof value !== 'object' || value === null) return false
  const { name, kind, rule } = value as Partial<Record<keyof AudienceDraft, unknown>>
  return typeof name === 'string' && (kind === 'live' || kind === 'static') && isRuleJson(rule)
}

/** A rule that an address brings (`?rule=`), undefined when it is none. */
export function linkedRule(text: string | null): RuleJson | undefined {
  if (text === null) return undefined
  try {
    const rule: unknown = JSON.parse(text)
    return isRuleJson(rule) ? rule : undefined
  } catch {
    return undefined
  }
}
