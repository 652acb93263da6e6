/** Codes that rules know already, to be chosen again. */
import { listWelcomeRules } from '@liuchi/server/contract/channels/wecom/welcome'
import { useRead } from '../../../api/hooks.ts'

export function useRuleStates(corpId: string): string[] {
  const { data } = useRead(listWelcomeRules, { params: { corpId } })
  return [...new Set(data?.items.flatMap(({ channelStates }) => channelStates))].sort()
}
