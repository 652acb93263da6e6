/** Everybody of a workspace: whoever has an identifier. What `not` is taken from, and whom a count of 0 holds for. */
import { IDENTIFIERS_COPY } from '../copies/table.ts'
import type { Scope } from './operator.ts'

/** Subquery with column `person` (UInt64), one row a person of the scope. */
export function everybodySql(scope: Scope): string {
  return `
    SELECT DISTINCT ${scope.person()} AS person FROM ${IDENTIFIERS_COPY} FINAL
    WHERE workspace = ${scope.parameters.bind('UInt32', scope.workspaceId)} AND present = 1 ${scope.onlyPeople()}`
}

/** The same as a bitmap, an SQL expression. */
export function everybodyBitmap(scope: Scope): string {
  const workspace = scope.parameters.bind('UInt32', scope.workspaceId)
  return `(SELECT groupBitmapState(${scope.person()}) FROM ${IDENTIFIERS_COPY} FINAL WHERE workspace = ${workspace} AND present = 1 ${scope.onlyPeople()})`
}
