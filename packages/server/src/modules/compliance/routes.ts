/** Endpoints of the audit, bound. */
import { z } from 'zod'
import { EVERY_WORKSPACE, permissionsIn } from '../../platform/auth/index.ts'
import { type Binding, bind } from '../../platform/http/bind.ts'
import { cutPage, decodeCursor } from '../../platform/http/cursor.ts'
import { readMoment } from '../../platform/http/moment.ts'
import { listAudit } from './contract.ts'
import { listEntries } from './screens.ts'

const idCursor = z.tuple([z.number().int().min(1).max(Number.MAX_SAFE_INTEGER)])

export function complianceRoutes(): Binding[] {
  return [
    bind(listAudit, async ({ handles, actor, workspace, query }) => {
      const everywhere = permissionsIn(actor.grants, EVERY_WORKSPACE).has('audit.read')
      const rows = await listEntries(handles.db, {
        workspaceIds: everywhere ? [workspace.id, EVERY_WORKSPACE] : [workspace.id],
        from: moment('from', query.from, workspace.timeZone),
        to: moment('to', query.to, workspace.timeZone),
        action: query.action,
        actorId: query.actorId,
        target: query.target,
        outcome: query.outcome,
        requestId: query.requestId,
        before: decodeCursor(query.cursor, idCursor)?.[0],
        limit: query.limit + 1,
      })
      return cutPage(rows, { limit: query.limit, key: (row) => [row.id], item: shown })
    }),
  ]
}

function moment(field: string, text: string | undefined, timeZone: string): Date | undefined {
  return text === undefined ? undefined : new Date(readMoment(text, { field, timeZone }))
}

type Entry = Awaited<ReturnType<typeof listEntries>>[number]

function shown(entry: Entry) {
  return {
    id: String(entry.id),
    at: entry.at.toISOString(),
    recordedAt: entry.recorded_at.toISOString(),
    actor: { kind: entry.actor_kind, id: entry.actor_id, name: entry.actor_name },
    action: entry.action,
    targets: entry.targets,
    fields: entry.fields,
    outcome: entry.outcome,
    status: entry.status,
    errorCode: entry.error_code,
    requestId: entry.request_id,
    everyWorkspace: entry.workspace_id === EVERY_WORKSPACE,
  }
}
