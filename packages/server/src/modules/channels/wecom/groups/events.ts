/** Coming into groups and leaving them, as events of the person. */
import type { PersonEvent } from '../../person-events/person-events.ts'
import type { Corp } from '../connection/corps.ts'
import { identifierKindOf, type LearntBy } from '../contacts/events.ts'
import type { Stay } from './compare.ts'

const EVENT_NAMES = { joined: 'wecom_group_joined', left: 'wecom_group_left' } as const
export type MoveKind = keyof typeof EVENT_NAMES

/**
 * The event of a coming or a leaving. The message id names group, member and the second they came: learnt twice it is one event. With
 * `reconcile` a leaving that nobody told about bears the time when it was learnt.
 */
export function eventOfMove(input: {
  corp: Corp
  group: { readonly chatId: string; readonly name: string; readonly owner: string }
  what: MoveKind
  stay: Stay
  learntBy: LearntBy
}): PersonEvent {
  const { corp, group, what, stay, learntBy } = input
  const { memberId, joinedAt, leftAt, unionid, name } = stay
  const { corpId } = corp
  const kind = identifierKindOf(corp)
  const how = what === 'joined' ? { scene: stay.joinScene, invitor: stay.invitor } : { how: stay.leftHow }
  return {
    workspaceId: corp.workspaceId,
    reference: `${kind}:${memberId}`,
    event: {
      messageId: `wecom group_${what} ${corpId} ${group.chatId} ${memberId} ${joinedAt / 1_000}`,
      type: 'track',
      name: EVENT_NAMES[what],
      timestamp: what === 'joined' ? joinedAt : (leftAt ?? joinedAt),
      identifiers: [...(unionid ? [{ kind: 'unionid', value: unionid }] : []), { kind, value: memberId }],
      ...(what === 'joined' && name && { traits: { op: 'set', values: { nickname: name } } }),
      properties: {
        channel: 'wecom',
        corpId,
        chatId: group.chatId,
        group: group.name,
        owner: group.owner,
        state: stay.channelState,
        ...how,
        learntBy,
      },
      context: {},
      source: 'server',
    },
  }
}
