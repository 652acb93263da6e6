/** A block of rows: read into events, handed to the collector in chunks, every refusal kept with its line. */
import { pause } from '../../../platform/clock.ts'
import { AppError } from '../../../platform/errors.ts'
import type { Handles } from '../../../platform/handles.ts'
import type { CollectErrorCode } from '../collect/errors.ts'
import type { CollectedEvent } from '../collected.ts'
import { RowProblem } from './errors.ts'
import type { SourceRow } from './files/row.ts'
import type { ReadRow } from './presets/preset.ts'
import type { Reject } from './rejects.ts'
import type { ImportServices } from './run.ts'

export interface Block {
  readonly receivedAt: number
  readonly events: CollectedEvent[]
  /** Line and text of each event's row. */
  readonly lines: number[]
  readonly texts: string[]
  readonly rejected: Reject[]
  rows: number
  characters: number
}

/** Events of one call of the collector. */
const CHUNK_EVENTS = 3_000
/** The collector stores one batch while it finds the people of the next; a few calls keep both busy. */
const CHUNKS_AT_ONCE = 6
const MAX_REPEATS = 600
const LONGEST_PAUSE_MS = 5_000
const FIRST_PAUSE_MS = 200

export function newBlock(receivedAt: number): Block {
  return { receivedAt, events: [], lines: [], texts: [], rejected: [], rows: 0, characters: 0 }
}

/** Adds the row as an event, or as a reject. */
export function readRow(block: Block, input: { row: SourceRow; id: string; toEvent: ReadRow }): void {
  const { row, id, toEvent } = input
  block.rows++
  block.characters += row.text.length
  if (row.problem) {
    reject(block, row, row.problem)
    return
  }
  try {
    block.events.push(toEvent(row, id))
    block.lines.push(row.line)
    block.texts.push(row.text)
  } catch (error) {
    if (!(error instanceof RowProblem || error instanceof AppError)) throw error
    reject(block, row, error)
  }
}

function reject(block: Block, { line, text }: SourceRow, { code, details }: RowProblem | AppError): void {
  block.rejected.push({ line, code, details, text })
}

export interface BlockOutcome {
  readonly stored: number
  readonly duplicate: number
  readonly rejected: readonly Reject[]
}

/** Resolves when every event of the block is durable, known to be stored before, or refused. */
export async function storeBlock(
  handles: Pick<Handles, 'log'>,
  services: ImportServices,
  input: { workspaceId: number; block: Block; signal: AbortSignal },
): Promise<BlockOutcome> {
  const { block } = input
  const outcome = { stored: 0, duplicate: 0, rejected: [...block.rejected] }
  const starts: number[] = []
  for (let start = 0; start < block.events.length; start += CHUNK_EVENTS) starts.push(start)
  const storeNext = async (): Promise<void> => {
    for (let start = starts.shift(); start !== undefined; start = starts.shift()) {
      const result = await collectChunk(handles, services, { ...input, events: block.events.slice(start, start + CHUNK_EVENTS) })
      outcome.stored += result.stored
      outcome.duplicate += result.duplicates
      for (const { index, refusal } of result.refused) {
        const [line, text] = [block.lines[start + index] ?? 0, block.texts[start + index] ?? '']
        outcome.rejected.push({ line, code: refusal.code, details: { message: refusal.message }, text })
      }
    }
  }
  await Promise.all(Array.from({ length: CHUNKS_AT_ONCE }, storeNext))
  outcome.rejected.sort((a, b) => a.line - b.line)
  return outcome
}

const PASSING: ReadonlySet<string> = new Set<CollectErrorCode>(['events.overloaded', 'events.store_away', 'events.slot_away'])

/** A collector that is full or whose store is away is asked again for up to an hour: the same events again do no harm. */
async function collectChunk(
  handles: Pick<Handles, 'log'>,
  { collector }: ImportServices,
  input: { workspaceId: number; block: Block; events: readonly CollectedEvent[]; signal: AbortSignal },
) {
  for (let attempt = 1; ; attempt++) {
    input.signal.throwIfAborted()
    try {
      return await collector.collect({ workspaceId: input.workspaceId, receivedAt: input.block.receivedAt, events: input.events })
    } catch (error) {
      const passing = error instanceof AppError && PASSING.has(error.code)
      if (!passing || attempt >= MAX_REPEATS) throw error
      if (error.code !== 'events.overloaded') handles.log.warn({ attempt, code: error.code }, 'an import waits for the store')
      await pause(Math.min(FIRST_PAUSE_MS * attempt, LONGEST_PAUSE_MS), input.signal)
    }
  }
}
