/** Takes callbacks from many requests at once and stores them with one statement: while one runs, those for the next gather. */
import { sql } from '../../../../platform/db/index.ts'
import type { Handles } from '../../../../platform/handles.ts'
import { queueCodes } from '../welcome/queue.ts'
import type { CallbackMessage } from './message.ts'
import type {} from './tables.ts'

export interface ReceivedCallback {
  readonly workspaceId: number
  readonly corpId: string
  readonly message: CallbackMessage
}

export interface CallbackIntake {
  /** Resolves when it is stored, or was before. False at once when too many wait: the platform delivers again. */
  add(callback: ReceivedCallback): Promise<boolean>
  /** Told, without waiting, when some were stored. */
  onStored(listener: () => void): void
}

/** Some seconds of what the platform sends at most. */
const MAX_WAITING = 10_000
const MAX_PER_STATEMENT = 1_000

interface Waiting {
  readonly callback: ReceivedCallback
  readonly resolve: (taken: boolean) => void
  readonly reject: (error: unknown) => void
}

type IntakeHandles = Pick<Handles, 'db' | 'clocks'>

export function openCallbackIntake(handles: IntakeHandles): CallbackIntake {
  const line: Waiting[] = []
  const listeners: (() => void)[] = []
  let storing = false
  const work = async () => {
    storing = true
    while (line.length > 0) {
      const batch = line.splice(0, MAX_PER_STATEMENT)
      try {
        await storeCallbacks(
          handles,
          batch.map(({ callback }) => callback),
        )
        for (const { resolve } of batch) resolve(true)
        for (const listener of listeners) listener()
      } catch (error) {
        for (const { reject } of batch) reject(error)
      }
    }
    storing = false
  }
  return {
    add: (callback) => {
      if (line.length >= MAX_WAITING) return Promise.resolve(false)
      const stored = new Promise<boolean>((resolve, reject) => line.push({ callback, resolve, reject }))
      if (!storing) void work()
      return stored
    },
    onStored: (listener) => {
      listeners.push(listener)
    },
  }
}

async function storeCallbacks({ db, clocks }: IntakeHandles, callbacks: readonly ReceivedCallback[]): Promise<void> {
  const now = new Date(clocks.real.now())
  const rows = callbacks.map(({ workspaceId, corpId, message }) => ({
    workspace_id: workspaceId,
    corp_id: corpId,
    key: message.key,
    event: message.event,
    change_type: message.changeType,
    external_user_id: message.externalUserId,
    fields: message.fields,
    happened_at: new Date(message.happenedAt).toISOString(),
  }))
  await sql`
    with given as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as given (workspace_id integer, corp_id text, key text, event text,
        change_type text, external_user_id text, fields jsonb, happened_at timestamptz)
    ), seen as (
      update channels_wecom_corps corp set last_callback_at = ${now}::timestamptz
      where corp_id in (select corp_id from given) and (last_callback_at is null or last_callback_at < ${new Date(now.getTime() - SEEN_EVERY_MS)})
    ), stored as (
      insert into channels_wecom_callbacks (workspace_id, corp_id, key, event, change_type, external_user_id, fields, happened_at, received_at,
        state, due_at)
      select workspace_id, corp_id, key, event, change_type, external_user_id, fields, happened_at, ${now}, 'waiting', ${now} from given
      on conflict (corp_id, key) do nothing
      returning id, workspace_id, corp_id, event, change_type, external_user_id, fields, happened_at, received_at
    )
    ${queueCodes(sql`stored`)}`.execute(db)
}

const SEEN_EVERY_MS = 5_000
