/** What reaches people on a channel: an identifier they must have, and the consents that must not all be taken back. */
import type { ConsentChannel, OwnChannel, ReachableChannel } from './contract.ts'

/** The purpose whose withdrawal closes a channel. */
export const REACH_PURPOSE = 'marketing'

interface Reach {
  /** The kind of identifier that opens it, or how the kinds of a family begin. */
  readonly kind: string
  readonly isFamily: boolean
  /** It is closed when all of these are withdrawn; a consent for all channels counts as each. */
  readonly consents: readonly OwnChannel[]
}

export const reachChannels: Readonly<Record<ReachableChannel, Reach>> = {
  wecom: { kind: 'external_userid:', isFamily: true, consents: ['wecom'] },
  weixin: { kind: 'openid:', isFamily: true, consents: ['official_account', 'mini_program'] },
  sms: { kind: 'phone', isFamily: false, consents: ['sms'] },
  phone: { kind: 'phone', isFamily: false, consents: ['phone'] },
  email: { kind: 'email', isFamily: false, consents: ['email'] },
}

/** Whether an identifier of this kind opens the channel. */
export function opensChannel(channel: ReachableChannel, kind: string): boolean {
  const reach = reachChannels[channel]
  return reach.isFamily ? kind.startsWith(reach.kind) : kind === reach.kind
}

/** What was said for all channels counts for each. */
export const ALL_CHANNELS = 'all' satisfies ConsentChannel
