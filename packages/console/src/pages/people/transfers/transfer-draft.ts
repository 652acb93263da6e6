/** A transfer that is being composed. */
import { TRANSFER_KINDS, type TransferKind } from '@liuchi/server/contract/channels/wecom/transfer'

export interface TransferDraft {
  /** '' is the only corp there is. */
  readonly corpId: string
  readonly kind: TransferKind
  readonly handover: string
  readonly takeovers: readonly string[]
  readonly customers: 'all' | readonly string[]
  readonly groups: 'all' | readonly string[]
  readonly message: string
}

export const firstTransfer: TransferDraft = {
  corpId: '',
  kind: 'onjob',
  handover: '',
  takeovers: [],
  customers: 'all',
  groups: 'all',
  message: '',
}

const isTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every((one) => typeof one === 'string')
const isMeant = (value: unknown) => value === 'all' || isTexts(value)

export function isTransferDraft(value: unknown): value is TransferDraft {
  if (typeof value !== 'object' || value === null) return false
  const { corpId, kind, handover, takeovers, customers, groups, message } = value as Record<string, unknown>
  return (
    typeof corpId === 'string' &&
    TRANSFER_KINDS.some((one) => one === kind) &&
    typeof handover === 'string' &&
    isTexts(takeovers) &&
    isMeant(customers) &&
    isMeant(groups) &&
    typeof message === 'string'
  )
}

/** What is still missing; undefined when it can be counted. */
export function missingOf({
  corpId,
  handover,
  takeovers,
  customers,
  groups,
}: TransferDraft): 'corp' | 'handover' | 'takeovers' | 'something' | undefined {
  if (corpId === '') return 'corp'
  if (handover === '') return 'handover'
  if (takeovers.length === 0) return 'takeovers'
  return customers.length === 0 && groups.length === 0 ? 'something' : undefined
}

/** As it is asked for. */
export function bodyOf({ corpId, kind, handover, takeovers, customers, groups, message }: TransferDraft) {
  const meant = (which: TransferDraft['customers']) => (which === 'all' ? which : [...which])
  const said = kind === 'onjob' ? message : ''
  return { corpId, kind, handover, takeovers: [...takeovers], customers: meant(customers), groups: meant(groups), message: said }
}
