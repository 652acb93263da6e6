/** Who members of groups are. Strangers, who are nobody's contact, become people of the pool as contacts do. */
import type { Handles } from '../../../../platform/handles.ts'
import type { Corp } from '../connection/corps.ts'
import { atomsOfContacts } from '../contacts/people.ts'
import type { GroupObservation } from './record.ts'
import { knownMemberAtoms } from './register.ts'

/** Made or looked up together. */
const MAX_AT_ONCE = 1_000
/** Userids are the corp's to choose; the platform's ids of customers all begin so and are 32 characters. */
const EXTERNAL_USERID = /^w[mo][\w-]{20,}$/

interface Member {
  readonly memberId: string
  readonly unionid: string | null
  readonly seenAt: number
}

/** External userid → atom of that identifier, linked with the unionid where the platform tells one. */
export async function atomsOfMembers(
  handles: Pick<Handles, 'db' | 'clocks' | 'secret' | 'config'>,
  { corp, observations }: { corp: Corp; observations: readonly GroupObservation[] },
): Promise<Map<string, number>> {
  const now = handles.clocks.business.now()
  const members = [...new Map(observations.flatMap(customersIn).map((member) => [member.memberId, member])).values()]
  const atoms = new Map<string, number>()
  for (let start = 0; start < members.length; start += MAX_AT_ONCE) {
    const some = members.slice(start, start + MAX_AT_ONCE)
    for (const [memberId, atom] of await knownMemberAtoms(handles.db, { corp, members: some })) atoms.set(memberId, atom)
    const contacts = some
      .filter(({ memberId }) => !atoms.has(memberId))
      .map(({ memberId, unionid, seenAt }) => ({ externalUserId: memberId, unionid, seenAt: Math.min(now, seenAt) }))
    if (contacts.length === 0) continue
    for (const [memberId, atom] of await atomsOfContacts(handles, { corp, contacts })) atoms.set(memberId, atom)
  }
  return atoms
}

/** Those who are listed last, so that what is known of them counts. */
function customersIn({ answer, hints }: GroupObservation): Member[] {
  const came = hints.moves.filter(({ memberId, what }) => what === 'join' && EXTERNAL_USERID.test(memberId))
  const listed = typeof answer === 'string' ? [] : answer.members.filter(({ kind }) => kind === 'customer')
  return [
    ...came.map(({ memberId, at }) => ({ memberId, unionid: null, seenAt: at })),
    ...listed.map(({ memberId, unionid, joinedAt }) => ({ memberId, unionid, seenAt: joinedAt })),
  ]
}
