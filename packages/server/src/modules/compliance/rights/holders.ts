/** Who keeps data about people. Every module that does registers itself in `app.ts`; exports and erasures walk the list. */
import type { Handles } from '../../../platform/handles.ts'
import type { Words } from '../../../platform/i18n/locale.ts'
import type { ClearIdentifier } from '../../identity/index.ts'

export interface HeldInput {
  readonly workspaceId: number
  /** All atoms of the person. */
  readonly atoms: readonly number[]
  readonly signal: AbortSignal
}

export interface EraseInput extends HeldInput {
  readonly erasureId: string
  /** What the person is called, in the clear; only for holders that find by identifiers. */
  readonly identifiers: AsyncIterable<readonly ClearIdentifier[]>
}

/** Some rows of one part of an export. Pieces of a part follow one another; a part without rows comes once, empty. */
export interface ExportedRows {
  readonly part: string
  readonly rows: readonly Readonly<Record<string, unknown>>[]
}

export interface PersonDataHolder {
  /** Stands in proofs; never renamed. */
  readonly name: string
  readonly words: Words
  /** Tables with people in them that it answers for, of both stores. */
  readonly tables: readonly string[]
  /** `identifiers`: what it keeps has no atom, so it erases while the person is still known by name, before the others. */
  readonly findsBy: 'atoms' | 'identifiers'
  /** Why some rows stay, pseudonymised. */
  readonly why?: Words
  readonly exported?: (handles: Handles, input: HeldInput) => AsyncIterable<ExportedRows>
  /** Must bear being begun again after a crash at any point. Memory stays bounded however much there is. */
  readonly erase: (handles: Handles, input: EraseInput) => Promise<{ readonly rows: number; readonly kept: number }>
  /** Rows that still tell something about the person; 0 after an erasure. */
  readonly count?: (handles: Handles, input: Omit<HeldInput, 'signal'>) => Promise<number>
}
