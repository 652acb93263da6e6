/** Corps of a workspace: connecting, changing, disconnecting, and finding them again. */
import { inTransaction, type Queryable, sql, type Tx } from '../../../../platform/db/index.ts'
import type { Handles } from '../../../../platform/handles.ts'
import { failChannels } from '../../errors.ts'
import { lockRegister } from '../contacts/lock.ts'
import { sealSecret, unsealSecret } from './sealed.ts'
import type {} from './tables.ts'

export interface Corp {
  readonly workspaceId: number
  readonly corpId: string
  readonly agentId: number
  /** Undefined: the installation's. */
  readonly apiBase: string | undefined
  /** Grows with every change of keys or address. */
  readonly version: number
  readonly connectedAt: Date
  readonly connectedBy: string
  readonly verifiedAt: Date | undefined
  readonly lastCallbackAt: Date | undefined
}

export interface ConnectInput {
  readonly workspaceId: number
  readonly corpId: string
  readonly agentId: number
  /** Absent: as it was. */
  readonly secret?: string | undefined
  /** Absent: as it was; at the first time made. */
  readonly token?: string | undefined
  readonly encodingAesKey?: string | undefined
  /** Null: the installation's; absent: as it was. */
  readonly apiBase?: string | null | undefined
  readonly by: string
}

export interface Connected {
  readonly corp: Corp
  /** What was made and not given, to be entered on the platform's side. */
  readonly made: { readonly token?: string; readonly encodingAesKey?: string }
}

type CorpHandles = Pick<Handles, 'db' | 'clocks' | 'ids' | 'secret'>

/** Guards against a typing error repeated; nobody has so many. */
const MAX_CORPS = 50
/** WW:96238. */
const TOKEN_LENGTH = 32
const ENCODING_AES_KEY_LENGTH = 43

/** Time to enter new keys of callbacks on the platform's side. */
const FORMER_KEYS_MS = 3_600_000

const COLUMNS = sql`workspace_id, corp_id, agent_id, api_base, version, connected_at, connected_by, verified_at, last_callback_at`

interface CorpRow {
  workspace_id: number
  corp_id: string
  agent_id: number
  api_base: string | null
  version: number
  connected_at: Date
  connected_by: string
  verified_at: Date | null
  last_callback_at: Date | null
}

/**
 * Connects a workspace to a corp, or changes the connection.
 * @throws channels.corp_taken, channels.secret_needed, channels.too_many_corps
 */
export function connectCorp(handles: CorpHandles, input: ConnectInput): Promise<Connected> {
  return inTransaction(handles.db, async (tx) => {
    const { workspaceId, corpId } = input
    // Two workspaces may ask for one corp at once.
    await lockRegister(tx, { corpId })
    const { rows } = await sql<{
      workspace_id: number
    }>`select workspace_id from channels_wecom_corps where corp_id = ${corpId} for update`.execute(tx)
    const [known] = rows
    if (known && known.workspace_id !== workspaceId) failChannels('channels.corp_taken', { corpId })
    if (!known && input.secret === undefined) failChannels('channels.secret_needed', { corpId })
    if (!known) await leaveRoom(tx, workspaceId)
    const made = {
      ...(!known && input.token === undefined && { token: letters(handles, TOKEN_LENGTH) }),
      ...(!known && input.encodingAesKey === undefined && { encodingAesKey: letters(handles, ENCODING_AES_KEY_LENGTH) }),
    }
    const corp = await writeCorp(handles, tx, { ...input, ...made })
    return { corp, made }
  })
}

async function leaveRoom(tx: Tx, workspaceId: number): Promise<void> {
  const { rows } = await sql<{
    corps: number
  }>`select count(*) as corps from channels_wecom_corps where workspace_id = ${workspaceId}`.execute(tx)
  if ((rows[0]?.corps ?? 0) >= MAX_CORPS) failChannels('channels.too_many_corps', { limit: MAX_CORPS })
}

/** Columns of what is absent keep their value; of a new corp nothing is absent. A token of the old secret is good for nothing. */
async function writeCorp(handles: CorpHandles, tx: Tx, input: ConnectInput): Promise<Corp> {
  const { workspaceId, corpId, agentId, by } = input
  const sealed = (name: 'secret' | 'token' | 'encodingAesKey') => {
    const value = input[name]
    return value === undefined ? null : sealSecret(handles.secret, { workspaceId, corpId, name, value })
  }
  const [secret, token, key] = [sealed('secret'), sealed('token'), sealed('encodingAesKey')]
  const now = new Date(handles.clocks.business.now())
  const formerUntil = new Date(handles.clocks.real.now() + FORMER_KEYS_MS)
  const keepBase = input.apiBase === undefined
  const { rows } = await sql<CorpRow>`
    insert into channels_wecom_corps as corp
      (workspace_id, corp_id, agent_id, secret, token, encoding_aes_key, api_base, connected_at, connected_by, changed_at)
    values (${workspaceId}, ${corpId}, ${agentId}, coalesce(${secret}::text, ''), coalesce(${token}::text, ''), coalesce(${key}::text, ''),
      ${input.apiBase ?? null}, ${now}, ${by}, ${now})
    on conflict (workspace_id, corp_id) do update set
      agent_id = excluded.agent_id, secret = coalesce(${secret}::text, corp.secret), token = coalesce(${token}::text, corp.token),
      encoding_aes_key = coalesce(${key}::text, corp.encoding_aes_key),
      verified_at = case when ${token === null && key === null} then corp.verified_at end,
      former_token = case when ${token === null && key === null} then corp.former_token else corp.token end,
      former_encoding_aes_key = case when ${token === null && key === null} then corp.former_encoding_aes_key else corp.encoding_aes_key end,
      former_until = case when ${token === null && key === null} then corp.former_until else ${formerUntil}::timestamptz end,
      api_base = case when ${keepBase} then corp.api_base else excluded.api_base end,
      version = corp.version + 1, changed_at = excluded.changed_at
    returning ${COLUMNS}`.execute(tx)
  await sql`delete from channels_wecom_tokens where workspace_id = ${workspaceId} and corp_id = ${corpId}`.execute(tx)
  const [row] = rows
  if (!row) throw new Error('the corp was not written')
  return corpOf(row)
}

/** Makes new keys of callbacks; the ones before are good for an hour. @throws channels.corp_unknown */
export function renewCallbackKeys(
  handles: CorpHandles,
  { corp, by }: { corp: Corp; by: string },
): Promise<{ corp: Corp; made: { token: string; encodingAesKey: string } }> {
  const { workspaceId, corpId, agentId } = corp
  return inTransaction(handles.db, async (tx) => {
    await lockRegister(tx, { corpId })
    await corpOfWorkspace(tx, { workspaceId, corpId })
    const made = { token: letters(handles, TOKEN_LENGTH), encodingAesKey: letters(handles, ENCODING_AES_KEY_LENGTH) }
    return { corp: await writeCorp(handles, tx, { workspaceId, corpId, agentId, ...made, by }), made }
  })
}

/** Letters and digits only, as the platform asks for; some 5.9 bits each. */
function letters({ ids }: Pick<Handles, 'ids'>, length: number): string {
  let text = ''
  while (text.length < length) text += ids.secret(length).replace(/[^A-Za-z0-9]/g, '')
  return text.slice(0, length)
}

/** Keys, tokens and waiting callbacks go; what is known of contacts stays. False when it was not connected. */
export function disconnectCorp({ db }: Pick<Handles, 'db'>, input: { workspaceId: number; corpId: string }): Promise<boolean> {
  const { workspaceId, corpId } = input
  return inTransaction(db, async (tx) => {
    const gone =
      await sql`delete from channels_wecom_corps where workspace_id = ${workspaceId} and corp_id = ${corpId} returning corp_id`.execute(tx)
    for (const table of ['channels_wecom_tokens', 'channels_wecom_callbacks'])
      await sql`delete from ${sql.table(table)} where workspace_id = ${workspaceId} and corp_id = ${corpId}`.execute(tx)
    return gone.rows.length > 0
  })
}

export async function corpsOfWorkspace(db: Queryable, { workspaceId }: { workspaceId: number }): Promise<Corp[]> {
  const { rows } =
    await sql<CorpRow>`select ${COLUMNS} from channels_wecom_corps where workspace_id = ${workspaceId} order by corp_id`.execute(db)
  return rows.map(corpOf)
}

export async function findCorp(db: Queryable, { corpId }: { corpId: string }): Promise<Corp | undefined> {
  const { rows } = await sql<CorpRow>`select ${COLUMNS} from channels_wecom_corps where corp_id = ${corpId}`.execute(db)
  return rows[0] && corpOf(rows[0])
}

/** @throws channels.corp_unknown */
export async function corpOfWorkspace(db: Queryable, input: { workspaceId: number; corpId: string }): Promise<Corp> {
  const corp = await findCorp(db, input)
  return corp?.workspaceId === input.workspaceId ? corp : failChannels('channels.corp_unknown', { corpId: input.corpId })
}

/** The app's secret; undefined when the corp was disconnected meanwhile. */
export async function appSecret(handles: Pick<Handles, 'db' | 'secret'>, { workspaceId, corpId }: Corp): Promise<string | undefined> {
  const { rows } = await sql<{ secret: string }>`select secret from channels_wecom_corps
    where workspace_id = ${workspaceId} and corp_id = ${corpId}`.execute(handles.db)
  return rows[0] && unsealSecret(handles.secret, { workspaceId, corpId, name: 'secret', sealed: rows[0].secret })
}

export interface CallbackKeys {
  readonly workspaceId: number
  readonly corpId: string
  readonly token: string
  readonly encodingAesKey: string
  /** Of before the last change, while they are still good. */
  readonly former: { readonly token: string; readonly encodingAesKey: string; readonly untilMs: number } | undefined
}

export async function callbackKeys(
  handles: Pick<Handles, 'db' | 'secret'>,
  { corpId }: { corpId: string },
): Promise<CallbackKeys | undefined> {
  const { rows } = await sql<KeyRow>`select workspace_id, token, encoding_aes_key, former_token, former_encoding_aes_key, former_until
    from channels_wecom_corps where corp_id = ${corpId}`.execute(handles.db)
  const [row] = rows
  if (!row) return undefined
  const workspaceId = row.workspace_id
  const unsealed = (token: string, key: string) => ({
    token: unsealSecret(handles.secret, { workspaceId, corpId, name: 'token', sealed: token }),
    encodingAesKey: unsealSecret(handles.secret, { workspaceId, corpId, name: 'encodingAesKey', sealed: key }),
  })
  const { former_token: token, former_encoding_aes_key: key, former_until: until } = row
  const former = token !== null && key !== null && until !== null ? { ...unsealed(token, key), untilMs: until.getTime() } : undefined
  return { workspaceId, corpId, ...unsealed(row.token, row.encoding_aes_key), former }
}

interface KeyRow {
  workspace_id: number
  token: string
  encoding_aes_key: string
  former_token: string | null
  former_encoding_aes_key: string | null
  former_until: Date | null
}

/** Notes that the platform was answered when it asked whether the callback address is ours. */
export async function noteVerified({ db, clocks }: Pick<Handles, 'db' | 'clocks'>, { corpId }: { corpId: string }): Promise<void> {
  await sql`update channels_wecom_corps set verified_at = ${new Date(clocks.real.now())} where corp_id = ${corpId}`.execute(db)
}

function corpOf(row: CorpRow): Corp {
  return {
    workspaceId: row.workspace_id,
    corpId: row.corp_id,
    agentId: row.agent_id,
    apiBase: row.api_base ?? undefined,
    version: row.version,
    connectedAt: row.connected_at,
    connectedBy: row.connected_by,
    verifiedAt: row.verified_at ?? undefined,
    lastCallbackAt: row.last_callback_at ?? undefined,
  }
}
