/** Puts a tag on some people and takes it off others, piece by piece; each piece is a transaction of its own and may be repeated. */
import { inTransaction, type Tx } from '../../../platform/db/index.ts'
import type { Handles } from '../../../platform/handles.ts'
import { changeTagMarks, MAX_MARKED_AT_ONCE, type MarksChanged } from '../../identity/index.ts'
import type { TagCause } from '../../identity/tags/contract.ts'

export interface Applied {
  readonly workspaceId: number
  readonly tagId: number
  readonly value?: string | undefined
  readonly cause: TagCause
  readonly by: string
  readonly add: readonly number[]
  readonly remove: readonly number[]
  readonly signal?: AbortSignal | undefined
  /** Told after each piece how many people that were. */
  readonly done?: (people: number) => void
  /** Of a piece, within its transaction: false ends it all, nothing of the piece is done. */
  readonly goesOn?: (tx: Tx) => Promise<boolean>
}

/** Answers how many people got and lost the tag. */
export async function applyMarks(handles: Pick<Handles, 'db' | 'clocks'>, input: Applied): Promise<MarksChanged> {
  const total = { added: 0, removed: 0 }
  for (const piece of pieces(input)) {
    input.signal?.throwIfAborted()
    const changed = await inTransaction(handles.db, async (tx) => {
      if (input.goesOn && !(await input.goesOn(tx))) return undefined
      return changeTagMarks(tx, { ...input, ...piece, at: new Date(handles.clocks.business.now()) })
    })
    if (!changed) return total
    total.added += changed.added
    total.removed += changed.removed
    input.done?.(piece.add.length + piece.remove.length)
  }
  return total
}

/** Taking off first: whoever has as many tags as one may has room then. */
function* pieces({ add, remove }: Applied): Generator<{ add: readonly number[]; remove: readonly number[] }> {
  for (let start = 0; start < remove.length; start += MAX_MARKED_AT_ONCE)
    yield { add: [], remove: remove.slice(start, start + MAX_MARKED_AT_ONCE) }
  for (let start = 0; start < add.length; start += MAX_MARKED_AT_ONCE)
    yield { add: add.slice(start, start + MAX_MARKED_AT_ONCE), remove: [] }
}
