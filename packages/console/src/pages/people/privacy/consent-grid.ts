/** What holds for each purpose on each channel, out of the register and a person's ledger. */
import { CONSENT_CHANNELS, type ConsentChannel, type ConsentNow } from '@liuchi/server/contract/compliance/consents'
import type { Purpose } from '@liuchi/server/contract/compliance/purposes'

export type CellState = 'granted' | 'withdrawn' | 'never' | 'free' | 'notUsed'

export interface ConsentCell {
  readonly purpose: string
  readonly channel: ConsentChannel
  readonly state: CellState
  /** What decides; absent when nothing was ever said. */
  readonly entry: ConsentNow | undefined
  /** It was said for all channels. */
  readonly isViaAll: boolean
}

export interface ConsentGrid {
  readonly channels: readonly ConsentChannel[]
  readonly rows: readonly { readonly purpose: Purpose; readonly cells: readonly ConsentCell[] }[]
}

function isUsed(purpose: Purpose, channel: ConsentChannel): boolean {
  return channel === 'all' || purpose.channels.includes(channel) || purpose.channels.includes('all')
}

function cellOf(purpose: Purpose, channel: ConsentChannel, current: readonly ConsentNow[]): ConsentCell {
  const said = (on: ConsentChannel) => current.find((one) => one.purpose === purpose.name && one.channel === on)
  const own = said(channel)
  const all = said('all')
  // Where there is a word on this very channel, the server has already weighed it against the one for all channels.
  const entry = own ?? (isUsed(purpose, channel) ? all : undefined)
  const silent: CellState = purpose.needsConsent ? 'never' : 'free'
  const state = entry?.state ?? (isUsed(purpose, channel) ? silent : 'notUsed')
  return {
    purpose: purpose.name,
    channel,
    state,
    entry,
    isViaAll: channel !== 'all' && all !== undefined && entry?.entryId === all.entryId,
  }
}

/** Channels that a purpose uses or somebody spoke of, in the order of the contract; `all` first. */
export function consentGrid(purposes: readonly Purpose[], current: readonly ConsentNow[]): ConsentGrid {
  const isSpokenOf = (channel: ConsentChannel) => current.some((one) => one.channel === channel)
  const isShown = (channel: ConsentChannel) => isSpokenOf(channel) || purposes.some((purpose) => isUsed(purpose, channel))
  const channels: readonly ConsentChannel[] = ['all', ...CONSENT_CHANNELS.filter((channel) => channel !== 'all' && isShown(channel))]
  return {
    channels,
    rows: purposes.map((purpose) => ({ purpose, cells: channels.map((channel) => cellOf(purpose, channel, current)) })),
  }
}
