/** News of groups for the modules above. */
import type { Tx } from '../../../../platform/db/index.ts'
import type { Handles } from '../../../../platform/handles.ts'
import { emit } from '../../../../platform/outbox/index.ts'
import type { Corp } from '../connection/corps.ts'
import type { LearntBy } from '../contacts/events.ts'
import type { Stay } from './compare.ts'
import type { GroupChange } from './compare-group.ts'
import type { MoveKind } from './events.ts'
import type { LeftHow } from './states.ts'

/**
 * Told when groups were found, changed or dismissed and when customers came and went:
 * `{corpId, learntBy, groups: [{chatId, what}], moves: [{what, at, chatId, atom, scene, how, state}]}`. No identifier of a customer stands in it:
 * news outlives an erasure.
 */
export const GROUPS_CHANGED = 'channels.wecom_groups_changed'

const MAX_MOVES = 1_000

interface ToldMove {
  readonly what: MoveKind
  readonly at: number
  readonly chatId: string
  readonly atom: number | null
  readonly scene: number
  readonly how: LeftHow
  readonly state: string
}

export interface GroupNews {
  readonly groups: { readonly chatId: string; readonly what: GroupChange }[]
  readonly moves: ToldMove[]
}

export function toldMove({ what, stay, chatId, atom }: { what: MoveKind; stay: Stay; chatId: string; atom: number | null }): ToldMove {
  const at = what === 'joined' ? stay.joinedAt : (stay.leftAt ?? stay.joinedAt)
  return { what, at, chatId, atom, scene: stay.joinScene, how: stay.leftHow, state: stay.channelState }
}

/** With the caller's transaction; a thousand comings and goings at a time. */
export async function tellGroups(
  { clocks, ids }: Pick<Handles, 'clocks' | 'ids'>,
  tx: Tx,
  { corp, learntBy, told }: { corp: Corp; learntBy: LearntBy; told: GroupNews },
): Promise<void> {
  const { workspaceId, corpId } = corp
  for (let start = 0; start === 0 ? told.groups.length + told.moves.length > 0 : start < told.moves.length; start += MAX_MOVES) {
    const groups = start === 0 ? told.groups : []
    const moves = told.moves.slice(start, start + MAX_MOVES)
    const at = new Date(clocks.business.now())
    const payload = { corpId, learntBy, groups, moves }
    await emit(tx, { workspaceId, name: GROUPS_CHANGED, payload, key: `${GROUPS_CHANGED} ${ids.uuid()}`, at })
  }
}
