/** The connected corps, and the one that is meant: the chosen one, else the first. */
import { listWecomCorps } from '@liuchi/server/contract/channels/wecom/connection'
import { useRead } from '../../../api/hooks.ts'

export function useCorps(chosen: string) {
  const { data, isPending } = useRead(listWecomCorps, {})
  const corpIds = data?.items.map(({ corpId }) => corpId) ?? []
  return { corpIds, corpId: corpIds.find((one) => one === chosen) ?? corpIds[0], isPending }
}
