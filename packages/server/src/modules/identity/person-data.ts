/** What this module knows of a person, for exports and erasures; `app.ts` registers it with compliance. */
import type { Handles } from '../../platform/handles.ts'
import { countAtoms, eraseAtoms, IDENTITY_PERSON_TABLES } from './erase.ts'
import { exportIdentity } from './export-person.ts'

interface Held {
  readonly workspaceId: number
  readonly atoms: readonly number[]
}

export const identityPersonData = {
  name: 'identity',
  words: { zh: '特征、合并与冲突的历史', en: 'Traits, and the history of merges and conflicts' },
  tables: IDENTITY_PERSON_TABLES,
  findsBy: 'atoms',
  exported: exportIdentity,
  erase: async (handles: Handles, input: Held & { signal: AbortSignal }) => ({ rows: await eraseAtoms(handles, input), kept: 0 }),
  count: countAtoms,
} as const
