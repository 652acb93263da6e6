/** The live count of a rule that is being edited: asked when typing rests, an older question ended by a newer one. */
import { previewAudience } from '@liuchi/server/contract/audience'
import { useId, useMemo } from 'react'
import type { CallError } from '../../../../api/call-error.ts'
import { useRead } from '../../../../api/hooks.ts'
import { useSettled } from '../../../../parts/settled.ts'
import { isFinished, type Problems, problemsOf, refusedPath } from './rule-check.ts'
import { finishedRule, type RuleJson } from './rule-draft.ts'

const SAMPLE_PEOPLE = 8
/** Answered to a question that this form itself has replaced. */
const SUPERSEDED = 'audience.preview_superseded'

/** Names this form in this window: the server ends its older question when a newer one comes. */
function usePreviewKey(): string {
  const id = useId()
  return `${Math.round(performance.timeOrigin).toString(36)}-${id.replaceAll(/\W/g, '_')}`.slice(0, 64)
}

export function usePreview(rule: RuleJson) {
  const previewKey = usePreviewKey()
  // By content: a move and its undoing make an equal rule anew.
  const settled = useSettled(rule)
  const isReady = useMemo(() => isFinished(settled), [settled])
  const body = isReady ? { rule: finishedRule(settled), previewKey, sample: SAMPLE_PEOPLE } : { rule: null }
  const query = useRead(previewAudience, { body }, { enabled: isReady, keepPrevious: true })
  const refused = query.error && query.error.code !== SUPERSEDED ? query.error : null
  const problems = useMemo(() => withRefusal(problemsOf(rule), settled, refused), [rule, settled, refused])
  return {
    problems,
    /** What the count is of differs from what stands in the form. */
    isBehind: JSON.stringify(settled) !== JSON.stringify(rule) || query.isPlaceholderData || query.isFetching,
    isReady,
    /** While something is unfinished, the last count that could be made. */
    data: query.data,
    error: refused,
    refetch: query.refetch,
  }
}

export type Preview = ReturnType<typeof usePreview>

/** A refusal of the server stands at the leaf it is about. */
function withRefusal(problems: Problems, rule: RuleJson, error: CallError | null): Problems {
  const path = refusedPath(rule, error)
  if (!error || path === undefined || problems.has(path)) return problems
  const { reason } = error.details
  const words = typeof reason === 'string' ? reason : error.message
  return new Map([...problems, [path, { kind: 'said', zh: words, en: words }]])
}
