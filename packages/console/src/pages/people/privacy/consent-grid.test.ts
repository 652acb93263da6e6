/** What a cell of the matrix says, from the register and the ledger. */
import type { ConsentNow } from '@liuchi/server/contract/compliance/consents'
import type { Purpose } from '@liuchi/server/contract/compliance/purposes'
import { expect, test } from 'vitest'
import { consentGrid } from './consent-grid.ts'

function purpose(name: string, channels: Purpose['channels'], needsConsent: boolean): Purpose {
  return {
    name,
    words: { zh: name, en: name },
    description: '',
    legalBasis: needsConsent ? 'consent' : 'contract',
    channels,
    dataCategories: [],
    retentionDays: null,
    marketing: false,
    recipients: [],
    needsConsent,
    declared: true,
    changedAt: null,
    changedBy: null,
  }
}

function said(name: string, channel: ConsentNow['channel'], state: ConsentNow['state'], entryId: string): ConsentNow {
  const shared = { since: '2026-11-01T00:00:00Z', source: 'api', by: 'x', proof: null, hasProof: false, guardian: null }
  return { purpose: name, channel, state, entryId, ...shared }
}

/** `sms: granted`, with `*` where it was said for all channels. */
function rowsOf(purposes: readonly Purpose[], current: readonly ConsentNow[]): string[][] {
  return consentGrid(purposes, current).rows.map(({ cells }) =>
    cells.map(({ channel, state, isViaAll }) => `${channel}: ${state}${isViaAll ? ' *' : ''}`),
  )
}

test('a purpose without a word is never asked, or free, and a channel it does not use says so', () => {
  expect(rowsOf([purpose('marketing', ['sms', 'email'], true), purpose('service', ['sms'], false)], [])).toEqual([
    ['all: never', 'sms: never', 'email: never'],
    ['all: free', 'sms: free', 'email: notUsed'],
  ])
})

test('a word for all channels holds where nothing else was said, and where the server found it to decide', () => {
  const current = [
    said('marketing', 'all', 'granted', '1'),
    said('marketing', 'sms', 'withdrawn', '2'),
    said('marketing', 'email', 'granted', '1'),
  ]
  expect(rowsOf([purpose('marketing', ['sms', 'email', 'push'], true)], current)).toEqual([
    ['all: granted', 'sms: withdrawn', 'email: granted *', 'push: granted *'],
  ])
  const two = [purpose('marketing', ['sms'], true), purpose('service', ['push'], false)]
  expect(rowsOf(two, [said('marketing', 'all', 'granted', '1')])).toEqual([
    ['all: granted', 'sms: granted *', 'push: notUsed'],
    ['all: free', 'sms: notUsed', 'push: free'],
  ])
})

test('a channel somebody spoke of is shown though no purpose names it any more', () => {
  expect(rowsOf([purpose('marketing', ['sms'], true)], [said('marketing', 'phone', 'withdrawn', '3')])).toEqual([
    ['all: never', 'sms: never', 'phone: withdrawn'],
  ])
})
