/** Answers the calls about the history and the rules of traits. */
import { z } from 'zod'
import { type Binding, bind } from '../../platform/http/bind.ts'
import { cutPage, decodeCursor } from '../../platform/http/cursor.ts'
import { listTraitRules, setTraitRule, type TraitChange, traitHistory } from './contract.ts'
import { knownPerson, personId } from './persons.ts'
import { checkTraitName } from './trait-edit.ts'
import { TRUSTED_SOURCES } from './trait-fold.ts'
import { HISTORY_KEPT, historyKey, readTraitHistory, type TraitChangeRow } from './trait-history.ts'
import { listTraitRules as readRules, setTraitRule as setRule } from './trait-rules.ts'

/** As far as a time may be from 1970, in milliseconds. */
const FARTHEST = 8.64e15
const time = z.number().int().min(-FARTHEST).max(FARTHEST)
const number = z.number().int().min(0)
const HistoryCursor = z.tuple([time, time, number, number.max(HISTORY_KEPT)])

export function traitRoutes(): Binding[] {
  return [
    bind(traitHistory, async ({ handles, workspace, params, query }) => {
      const person = await knownPerson(handles.db, { workspaceId: workspace.id, id: params.id })
      const rows = await readTraitHistory(handles.db, {
        workspaceId: workspace.id,
        person,
        name: params.name,
        after: decodeCursor(query.cursor, HistoryCursor),
        limit: query.limit + 1,
      })
      return cutPage(rows, { limit: query.limit, key: historyKey, item: shownChange })
    }),
    bind(listTraitRules, async ({ handles, workspace }) => {
      const rules = await readRules(handles.db, { workspaceId: workspace.id })
      return { items: rules.map((rule) => ({ ...rule, changedAt: rule.changedAt.toISOString() })), trust: [...TRUSTED_SOURCES] }
    }),
    bind(
      setTraitRule,
      async ({ handles, workspace, params: { name }, body: { rule }, actor }) => {
        checkTraitName(name)
        await setRule(handles, { workspaceId: workspace.id, name, rule, by: actor.name })
        return { name, rule }
      },
      { targetFields: ['name'] },
    ),
  ]
}

function shownChange(row: TraitChangeRow): TraitChange {
  return {
    what: row.too_long ? 'too_long' : row.set ? 'set' : 'unset',
    value: row.set ? row.value : null,
    changedAt: row.changed_at.toISOString(),
    recordedAt: row.recorded_at.toISOString(),
    source: row.source,
    by: row.made_by,
    atom: personId(row.atom),
  }
}
