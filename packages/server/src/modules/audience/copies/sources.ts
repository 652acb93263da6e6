/** What is copied: where changes wait, how they are read, and the rows they become. One entry a table. */
import type { Db, Tables } from '../../../platform/db/index.ts'
import { readConsentCopies, takeConsentCopies } from '../../compliance/index.ts'
import { readIdentifierCopies, readTagCopies, readTraitCopies, takeCopies } from '../../identity/index.ts'
import { CONSENTS_COPY, IDENTIFIERS_COPY, TAGS_COPY, TRAITS_COPY } from './table.ts'
import { traitColumns, traitRow } from './trait-row.ts'

export type Copied = 'identifiers' | 'traits' | 'tags' | 'consents'

export interface CopyRow {
  readonly atom: number
  /** In the order of the columns. */
  readonly values: readonly unknown[]
}

export interface WaitingEntry {
  readonly id: number
  readonly workspaceId: number
  readonly atoms: readonly number[]
  /** Of traits: the only ones that changed. */
  readonly names?: readonly string[] | null
}

export interface CopySource {
  readonly what: Copied
  /** Where changes wait. */
  readonly queue: keyof Tables
  readonly table: string
  /** Without `version`, which is the last of every table. */
  readonly columns: readonly string[]
  /** The column that says whether the row is still so, with what it holds when it is not; what else is then emptied. */
  readonly gone: Readonly<Record<string, string>>
  /** That a row is still so, as SQL. */
  readonly holds: string
  /** Atoms of one insert. */
  readonly atomsPerBatch: number
  take(db: Db, input: { after: number; upTo: number; atoms: number }): Promise<WaitingEntry[]>
  /** The rows of these entries as they are now. */
  read(db: Db, ids: readonly number[]): Promise<CopyRow[]>
}

const NARROW = 10_000
/** With all their traits, some of which are long. */
const WIDE = 5_000

const ofPeople = (what: 'identifiers' | 'traits' | 'tags'): Pick<CopySource, 'queue' | 'take'> => ({
  queue: 'identity_copies',
  take: (db, input) => takeCopies(db, { ...input, what }),
})

export const copySources: readonly CopySource[] = [
  {
    ...ofPeople('identifiers'),
    what: 'identifiers',
    table: IDENTIFIERS_COPY,
    columns: ['workspace', 'kind', 'atom', 'present'],
    gone: { present: '0' },
    holds: 'present = 1',
    atomsPerBatch: NARROW,
    read: async (db, ids) =>
      (await readIdentifierCopies(db, ids)).map(({ workspaceId, atom, kind, present }) => ({
        atom,
        values: [workspaceId, kind, atom, present ? 1 : 0],
      })),
  },
  {
    ...ofPeople('traits'),
    what: 'traits',
    table: TRAITS_COPY,
    columns: traitColumns,
    gone: { set: '0', text: "''", number: 'NULL', list: '[]', type: "''" },
    holds: "set = 1 OR name = ''",
    atomsPerBatch: WIDE,
    read: async (db, ids) => (await readTraitCopies(db, ids)).flatMap(traitRow),
  },
  {
    ...ofPeople('tags'),
    what: 'tags',
    table: TAGS_COPY,
    columns: ['workspace', 'tag', 'value', 'atom', 'has', 'score', 'since_ms'],
    gone: { has: '0', score: '0' },
    holds: 'has = 1',
    atomsPerBatch: NARROW,
    read: async (db, ids) =>
      (await readTagCopies(db, ids)).map(({ workspaceId, tag, value, atom, has, score, since }) => ({
        atom,
        values: [workspaceId, tag, value, atom, has ? 1 : 0, score, since],
      })),
  },
  {
    what: 'consents',
    table: CONSENTS_COPY,
    columns: ['workspace', 'purpose', 'channel', 'atom', 'state', 'at_ms'],
    gone: { state: "''" },
    holds: "state != ''",
    atomsPerBatch: NARROW,
    queue: 'compliance_consent_copies',
    take: takeConsentCopies,
    read: async (db, ids) =>
      (await readConsentCopies(db, ids)).map(({ workspaceId, purpose, channel, atom, state, at }) => ({
        atom,
        values: [workspaceId, purpose, channel, atom, state, at],
      })),
  },
]
