/** Endpoints of the audit. Browser-safe. */
import { z } from 'zod'
import { endpoint } from '../../platform/contract.ts'
import { instant, listOf, listQuery } from '../../platform/http/list.ts'

const MAX_FILTER_LENGTH = 200
const filter = z.string().min(1).max(MAX_FILTER_LENGTH)
/** Without a zone the time is read in the workspace's. */
const time = z.string().min(1).max(64)

export const auditOutcome = z.enum(['running', 'done', 'refused', 'failed'])

export const auditEntry = z.object({
  id: z.string(),
  /** When, by the business clock; it can be moved in the sandbox. */
  at: instant,
  /** When, by the real clock. */
  recordedAt: instant,
  actor: z.object({ kind: z.enum(['session', 'key', 'nobody']), id: z.string(), name: z.string() }),
  /** Name of the endpoint. */
  action: z.string(),
  /** Ids of what was written. */
  targets: z.array(z.string()),
  /** Names of the fields sent. */
  fields: z.array(z.string()),
  /** `running` long after the fact: the process died, or the outcome could not be recorded. */
  outcome: auditOutcome,
  status: z.number().nullable(),
  errorCode: z.string().nullable(),
  requestId: z.string(),
  /** Belongs to the installation, not to this workspace alone. */
  everyWorkspace: z.boolean(),
})

export const listAudit = endpoint({
  name: 'audit.list',
  method: 'GET',
  path: '/audit',
  access: 'audit.read',
  summary: { zh: '审计记录：谁在何时做了什么', en: 'Audit log: who did what, and when' },
  query: z.object({
    ...listQuery,
    /** By the real clock: `from` ≤ t < `to`. */
    from: time.optional(),
    to: time.optional(),
    action: filter.optional(),
    actorId: filter.optional(),
    target: filter.optional(),
    outcome: auditOutcome.optional(),
    requestId: filter.optional(),
  }),
  response: listOf(auditEntry),
})

export const complianceEndpoints = [listAudit] as const
