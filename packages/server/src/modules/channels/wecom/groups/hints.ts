/** What callbacks said of groups, folded together by group. WW:92277 */
import { textOf } from '../callbacks/message.ts'
import type { StoredCallback } from '../callbacks/store.ts'
import type { Move } from './compare.ts'

export interface GroupHints {
  readonly chatId: string
  /** Milliseconds of the platform's clock. */
  readonly createdAt: number | undefined
  readonly dismissedAt: number | undefined
  readonly moves: readonly Move[]
}

/** The platform's codes in callbacks, which count differently from those in answers. */
const INVITED = '0'
const REMOVED = '1'
const JOIN_SCENE = { invited: 1, byCode: 3 } as const

/** One for each group. Callbacks come in the order they were received. */
export function hintsOf(callbacks: readonly StoredCallback[]): GroupHints[] {
  const byGroup = Map.groupBy(callbacks, chatOf)
  return [...byGroup].map(([chatId, ofGroup]) => ({
    chatId,
    createdAt: lastOf(ofGroup, 'create'),
    dismissedAt: lastOf(ofGroup, 'dismiss'),
    moves: ofGroup.flatMap(movesOf),
  }))
}

/** '' when a callback names none. */
export function chatOf({ fields }: StoredCallback): string {
  return textOf(fields.ChatId)
}

function lastOf(callbacks: readonly StoredCallback[], changeType: string): number | undefined {
  const times = callbacks.filter((callback) => callback.changeType === changeType).map(({ happenedAt }) => happenedAt)
  return times.length > 0 ? Math.max(...times) : undefined
}

function movesOf({ changeType, fields, happenedAt: at }: StoredCallback): Move[] {
  const detail = changeType === 'update' ? textOf(fields.UpdateDetail) : ''
  if (detail === 'add_member') {
    const joinScene = textOf(fields.JoinScene) === INVITED ? JOIN_SCENE.invited : JOIN_SCENE.byCode
    return membersIn(fields.MemChangeList).map((memberId) => ({ memberId, what: 'join', at, joinScene, how: '' }))
  }
  if (detail === 'del_member') {
    const how = textOf(fields.QuitScene) === REMOVED ? 'removed' : 'left'
    return membersIn(fields.MemChangeList).map((memberId) => ({ memberId, what: 'leave', at, joinScene: 0, how }))
  }
  return []
}

/** One element is a text, several are a list. */
function membersIn(list: unknown): string[] {
  if (typeof list !== 'object' || list === null || !('Item' in list)) return []
  const { Item: items } = list
  return (Array.isArray(items) ? items : [items]).map(textOf).filter((memberId) => memberId !== '')
}
