/** Stores blocks one behind the other and writes down, in their order, how far the import is. */
import type { Handles } from '../../../platform/handles.ts'
import { type Block, type BlockOutcome, storeBlock } from './block.ts'
import { advanceImport, type ImportRow } from './imports.ts'
import { persistently } from './persistently.ts'
import type { ImportServices, RunImport } from './run.ts'

/** While one block is being written down the next is being stored and the one after it read: nobody waits for anybody. */
const BLOCKS_AT_ONCE = 2

export interface BlockWriter {
  /** Begins to store the block; resolves when there is room for another one. Throws what went wrong with one before. */
  add(block: Block): Promise<void>
  /** Resolves when everything has taken effect. */
  end(): Promise<void>
}

export function openBlockWriter(
  handles: Handles,
  services: ImportServices,
  input: Pick<RunImport, 'signal' | 'report'> & { readonly row: ImportRow; readonly bytesRead: () => number },
): BlockWriter {
  const { row, signal } = input
  let rowsRead = row.rows_read
  let rejected = row.rows_rejected
  // What an interrupted run was storing when it ended may be stored: those rows are this import's own, not copies.
  let uncertain = row.status === 'running' ? BLOCKS_AT_ONCE : 0
  const writeDown = async (block: Block, { stored, duplicate, rejected: refused }: BlockOutcome, bytesRead: number) => {
    const own = uncertain > 0 ? duplicate : 0
    await persistently(signal, () =>
      advanceImport(handles.db, {
        workspaceId: row.workspace_id,
        id: row.id,
        from: rowsRead,
        bytesRead,
        rows: block.rows,
        stored: stored + own,
        duplicate: duplicate - own,
        rejected: refused,
        rejectedBefore: rejected,
        at: new Date(handles.clocks.business.now()),
      }),
    )
    uncertain--
    rowsRead += block.rows
    rejected += refused.length
    input.report({ done: Math.min(bytesRead, row.size_bytes), total: row.size_bytes })
  }
  const underWay: Promise<void>[] = []
  let last: Promise<void> = Promise.resolve()
  return {
    add: async (block) => {
      if (block.rows === 0) return
      if (underWay.length >= BLOCKS_AT_ONCE) await underWay.shift()
      const bytesRead = input.bytesRead()
      const stored = storeBlock(handles, services, { workspaceId: row.workspace_id, block, signal })
      const before = last
      last = Promise.all([stored, before]).then(([outcome]) => writeDown(block, outcome, bytesRead))
      last.catch(() => undefined)
      underWay.push(last)
    },
    end: () => last,
  }
}
