/** What callbacks said of pairs, folded together in whatever order they came. */
import { textOf } from '../callbacks/message.ts'
import type { StoredCallback } from '../callbacks/store.ts'
import type { PairHint } from './compare.ts'

/** WW:92277: the reason in `Source` of a deletion that a transfer made. */
const DELETED_BY_TRANSFER = 'DELETE_BY_TRANSFER'

export interface PairHints {
  readonly externalUserId: string
  /** By userid. */
  readonly pairs: ReadonlyMap<string, PairHint>
}

/** One for each contact. Callbacks come in the order they were received. */
export function hintsOf(callbacks: readonly StoredCallback[]): PairHints[] {
  const byContact = Map.groupBy(callbacks, ({ externalUserId }) => externalUserId)
  return [...byContact].map(([externalUserId, ofContact]) => {
    const pairs = new Map<string, PairHint>()
    for (const callback of ofContact) {
      const userId = textOf(callback.fields.UserID)
      if (userId !== '') pairs.set(userId, fold(pairs.get(userId) ?? {}, callback))
    }
    return { externalUserId, pairs }
  })
}

function fold(hint: PairHint, { changeType, fields, happenedAt: at }: StoredCallback): PairHint {
  switch (changeType) {
    case 'add_external_contact': {
      const channelState = textOf(fields.State) || hint.channelState
      return { ...hint, addedAt: latest(hint.addedAt, at), ...lastWord(hint, 'added', at), ...(channelState && { channelState }) }
    }
    case 'add_half_external_contact':
      return { ...hint, halfAddedAt: latest(hint.halfAddedAt, at), channelState: textOf(fields.State) }
    case 'del_follow_user':
      return { ...hint, customerDeletedAt: latest(hint.customerDeletedAt, at), ...lastWord(hint, 'customer_deleted', at) }
    case 'del_external_contact':
      return textOf(fields.Source) === DELETED_BY_TRANSFER
        ? { ...hint, transferredAt: latest(hint.transferredAt, at) }
        : { ...hint, staffDeletedAt: latest(hint.staffDeletedAt, at) }
    default:
      return hint
  }
}

/** Of equal times the one that was received last. */
function lastWord({ addedAt = 0, customerDeletedAt = 0 }: PairHint, word: NonNullable<PairHint['lastWord']>, at: number): PairHint {
  return at >= Math.max(addedAt, customerDeletedAt) ? { lastWord: word } : {}
}

function latest(known: number | undefined, at: number): number {
  return Math.max(known ?? 0, at)
}
