/** What the HTTP edge tells the audit. Declared here because the platform knows no module; compliance fills it. */

/** A write that is about to run. Never values from a body: names of fields and ids only. */
export interface AuditedWrite {
  /** 0 when the write belongs to no single workspace. */
  readonly workspaceId: number
  readonly requestId: string
  /** Endpoint name. */
  readonly action: string
  readonly actor: { readonly kind: 'session' | 'key' | 'nobody'; readonly id: string; readonly name: string }
  readonly targets: readonly string[]
  readonly fields: readonly string[]
}

export interface AuditOutcome {
  readonly outcome: 'done' | 'refused' | 'failed'
  readonly status: number
  readonly errorCode?: string
  /** Ids known only after the write, added to those known before. */
  readonly targets?: readonly string[]
}

/** Finds the begun row again. */
export interface AuditMark {
  readonly workspaceId: number
  readonly id: number
}

export interface AuditSink {
  /** Durable before the write runs; when it throws, the write must not run. */
  begin(write: AuditedWrite): Promise<AuditMark>
  finish(mark: AuditMark, outcome: AuditOutcome): Promise<void>
  /** One row for something that is already decided: a refusal, a sign-in. */
  record(write: AuditedWrite, outcome: AuditOutcome): Promise<void>
}
