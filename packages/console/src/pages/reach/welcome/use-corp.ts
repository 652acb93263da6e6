/** The corp whose welcomes are in view: that of the address, else the first. */
import { listWecomCorps } from '@liuchi/server/contract/channels/wecom/connection'
import { useRead } from '../../../api/hooks.ts'
import { useListAddress } from '../../../pagekinds/list/list-address.ts'

const CORP_KEY = 'corp'

export function useCorp() {
  const address = useListAddress()
  const { data, error, refetch } = useRead(listWecomCorps, {})
  const corpIds = data?.items.map(({ corpId }) => corpId) ?? []
  const chosen = address.get(CORP_KEY)
  return {
    corpIds,
    corpId: corpIds.find((one) => one === chosen) ?? corpIds[0],
    isKnown: data !== undefined,
    choose: (corpId: string) => address.set(CORP_KEY, corpId),
    error,
    refetch,
  }
}
