/** Answers the calls about suggestions of duplicates. */
import { fail } from '../../../platform/errors.ts'
import { type Binding, bind, type Call } from '../../../platform/http/bind.ts'
import { cutPage, decodeCursor } from '../../../platform/http/cursor.ts'
import { personId, personOfId } from '../persons.ts'
import { decideDuplicate as decideCall, listDuplicates, searchDuplicates } from './contract.ts'
import { decideDuplicate } from './decide.ts'
import { countOpen, DecidedKey, OpenKey, readDecided, readOpen, type SuggestionRow } from './screens.ts'
import { lastSearch, startSearch } from './searches.ts'
import { showSuggestions } from './shown.ts'

const SUGGESTION_ID = /^[1-9]\d{0,15}$/

export function duplicateRoutes(): Binding[] {
  return [
    bind(searchDuplicates, async ({ handles, workspace }) => ({ jobId: await startSearch(handles, { workspaceId: workspace.id }) })),
    bind(listDuplicates, async (call) => {
      const { handles, workspace, locale } = call
      const { items: rows, nextCursor } = await pageOf(call)
      const [items, open, last] = await Promise.all([
        showSuggestions(handles, { workspaceId: workspace.id, rows, locale }),
        countOpen(handles.db, { workspaceId: workspace.id }),
        lastSearch(handles.db, { workspaceId: workspace.id }),
      ])
      return { items, nextCursor, open, lastSearch: last ? { ...last, at: last.at.toISOString() } : null }
    }),
    bind(decideCall, async ({ handles, workspace, params, body, actor }) => {
      const id = suggestionId(params.id)
      const { person } = await decideDuplicate(handles, { workspaceId: workspace.id, id, decision: body.decision, by: actor.name })
      return { id: params.id, state: body.decision, personId: personId(person) }
    }),
  ]
}

async function pageOf({ handles, workspace, query }: Call<typeof listDuplicates>) {
  const { limit, cursor, state } = query
  const input = { workspaceId: workspace.id, limit: limit + 1, person: undefined as number | undefined }
  if (query.personId !== undefined) {
    input.person = await personOfId(handles.db, { workspaceId: workspace.id, id: query.personId })
    if (input.person === undefined) return { items: [], nextCursor: null }
  }
  if (state === 'open') {
    const rows = await readOpen(handles.db, { ...input, after: decodeCursor(cursor, OpenKey) })
    return cutPage(rows, { limit, key: ({ score, id }: SuggestionRow) => [score, id], item: (row) => row })
  }
  const rows = await readDecided(handles.db, { ...input, after: decodeCursor(cursor, DecidedKey) })
  return cutPage(rows, { limit, key: ({ decidedAt, id }: SuggestionRow) => [decidedAt?.getTime() ?? 0, id], item: (row) => row })
}

function suggestionId(text: string): number {
  return SUGGESTION_ID.test(text) ? Number(text) : fail('platform.not_found', { what: { zh: '重复建议', en: 'The duplicate suggestion' } })
}
