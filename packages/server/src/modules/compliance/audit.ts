/** The audit: who did what to what, when, and how it ended. */
import { type Queryable, sql } from '../../platform/db/index.ts'
import type { Handles } from '../../platform/handles.ts'
import type { AuditedWrite, AuditMark, AuditOutcome, AuditSink } from '../../platform/http/audit-sink.ts'
import type {} from './tables.ts'

const MAX_TARGETS = 100
const MAX_TEXT_LENGTH = 200

/** What the HTTP edge writes to. Every call is one statement, committed when it resolves. */
export function openAuditSink(handles: Pick<Handles, 'db' | 'clocks'>): AuditSink {
  return {
    begin: (write) => insertEntry(handles, { write, outcome: undefined }),
    finish: (mark, outcome) => completeEntry(handles.db, mark, outcome),
    record: async (write, outcome) => {
      await insertEntry(handles, { write, outcome })
    },
  }
}

async function insertEntry(
  handles: Pick<Handles, 'db' | 'clocks'>,
  { write, outcome }: { write: AuditedWrite; outcome: AuditOutcome | undefined },
): Promise<AuditMark> {
  const { id } = await handles.db
    .insertInto('compliance_audit')
    .values({
      workspace_id: write.workspaceId,
      request_id: write.requestId,
      action: write.action,
      actor_kind: write.actor.kind,
      actor_id: write.actor.id,
      actor_name: write.actor.name,
      targets: bounded([...write.targets, ...(outcome?.targets ?? [])]),
      fields: bounded(write.fields),
      outcome: outcome?.outcome ?? 'running',
      status: outcome?.status ?? null,
      error_code: outcome?.errorCode ?? null,
      at: new Date(handles.clocks.business.now()),
      recorded_at: new Date(handles.clocks.real.now()),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return { workspaceId: write.workspaceId, id }
}

async function completeEntry(db: Queryable, mark: AuditMark, outcome: AuditOutcome): Promise<void> {
  const added = bounded(outcome.targets ?? [])
  await db
    .updateTable('compliance_audit')
    .set({
      outcome: outcome.outcome,
      status: outcome.status,
      error_code: outcome.errorCode ?? null,
      ...(added.length > 0 && { targets: sql<string[]>`targets || ${added}::text[]` }),
    })
    .where('workspace_id', '=', mark.workspaceId)
    .where('id', '=', mark.id)
    .execute()
}

function bounded(texts: readonly string[]): string[] {
  return [...new Set(texts)].slice(0, MAX_TARGETS).map((text) => text.slice(0, MAX_TEXT_LENGTH))
}
