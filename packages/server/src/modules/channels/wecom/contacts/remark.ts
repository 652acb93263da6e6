/** Notes of a member about a contact: written at the platform, then read back, for what it keeps is what counts. */

import { failChannels } from '../../errors.ts'
import type { Wecom } from '../client/client.ts'
import { fetchContact } from '../client/contacts.ts'
import { ERRCODE, WecomFailure } from '../client/failures.ts'
import { type RemarkFields, remarkContact } from '../client/remark.ts'
import type { Corp } from '../connection/corps.ts'
import { type RecordHandles, recordContacts } from './record.ts'
import { knownPairs } from './register.ts'
import { HELD_STATES } from './states.ts'

export interface WriteRemark {
  readonly wecom: Wecom
  readonly corp: Corp
  readonly userId: string
  readonly externalUserId: string
  readonly fields: RemarkFields
}

/**
 * Not inside a transaction. Answers whether what the register has now was read back; otherwise it has what was known before, until WeCom is
 * asked again.
 * @throws channels.not_a_contact, channels.wecom_refused, channels.remark_unsure when nobody knows whether it was written
 */
export async function writeRemark(handles: RecordHandles, { wecom, corp, ...asked }: WriteRemark): Promise<{ readBack: boolean }> {
  const { userId, externalUserId, fields } = asked
  const known = await knownPairs(handles.db, { corp, externalUserIds: [externalUserId] })
  const state = known.get(`${externalUserId} ${userId}`)?.state
  if (!HELD_STATES.some((held) => held === state)) failChannels('channels.not_a_contact')
  try {
    await remarkContact(wecom, { corp, userId, externalUserId, fields })
  } catch (error) {
    if (!(error instanceof WecomFailure)) throw error
    if (error.errcode === ERRCODE.notContact) failChannels('channels.not_a_contact')
    // No code of its own: an answer got lost, of one of the tries at least.
    if (error.errcode === 0 && error.retryAfterMs === 0) failChannels('channels.remark_unsure')
    failChannels('channels.wecom_refused', { reason: error.message })
  }
  try {
    const fetchedAt = handles.clocks.business.now()
    const found = await fetchContact(wecom, { corp, externalUserId })
    if (!found) return { readBack: false }
    const observations = [{ externalUserId, ...found, hints: new Map() }]
    await recordContacts(handles, { corp, learntBy: 'callback', fetchedAt, observations })
    return { readBack: true }
  } catch (error) {
    if (error instanceof WecomFailure) return { readBack: false }
    throw error
  }
}
