/** Corps and their apps. A world has one corp; the tables could hold more. */
import { platformError } from '../../platform-error.ts'
import type { World } from '../../world.ts'

export interface Corp {
  readonly corpId: string
  readonly name: string
  /** Base address of callbacks; undefined: nobody listens. */
  readonly callbackUrl: string | undefined
  readonly token: string
  readonly encodingAesKey: string
  /** A WeChat developer id is bound: answers carry unionids. */
  readonly developerBound: boolean
}

export interface App {
  readonly corpId: string
  readonly agentId: number
  readonly name: string
  readonly secret: string
  readonly contactsAllowed: boolean
  /** undefined: the whole corp. */
  readonly visibleUserIds: readonly string[] | undefined
  /** undefined: any address may call. */
  readonly trustedAddresses: readonly string[] | undefined
}

interface CorpRow {
  corp_id: string
  name: string
  callback_url: string | null
  token: string
  encoding_aes_key: string
  developer_bound: number
}

interface AppRow {
  corp_id: string
  agent_id: number
  name: string
  secret: string
  contacts_allowed: number
  visible_user_ids: string | null
  trusted_addresses: string | null
}

export function findCorp(world: World, corpId: string): Corp | undefined {
  const row = world.store.get<CorpRow>('select * from corps where corp_id = ?', [corpId])
  return row && asCorp(row)
}

/** The corp of the world, for deeds that name none. @throws Error before the first `POST /_sandbox/world` */
export function onlyCorp(world: World): Corp {
  const row = world.store.get<CorpRow>('select * from corps order by created_at, corp_id limit 1')
  if (!row) throw new Error('the world holds no corp yet')
  return asCorp(row)
}

export function findApp(world: World, input: { corpId: string; agentId: number }): App | undefined {
  const row = world.store.get<AppRow>('select * from apps where corp_id = ? and agent_id = ?', [input.corpId, input.agentId])
  return row && asApp(row)
}

export function appsOf(world: World, corpId: string): App[] {
  return world.store.all<AppRow>('select * from apps where corp_id = ? order by agent_id', [corpId]).map(asApp)
}

/** Whether the app's visible range holds the member. */
export function canSee(world: World, app: { corpId: string; agentId: number }, userId: string): boolean {
  const visible = findApp(world, app)?.visibleUserIds
  return visible === undefined || visible.includes(userId)
}

/** @throws 60011 when the member is out of the app's visible range */
export function mustSee(world: World, app: { corpId: string; agentId: number }, userId: string): void {
  if (!canSee(world, app, userId)) platformError(60011, `userid: ${userId}`)
}

export interface AppSettings {
  readonly contactsAllowed?: boolean | undefined
  /** null: the whole corp */
  readonly visibleUserIds?: readonly string[] | null | undefined
  /** null: any address */
  readonly trustedAddresses?: readonly string[] | null | undefined
}

/** What an administrator sets of an app in the console; what is left out stays. */
export function changeApp(world: World, app: { corpId: string; agentId: number }, settings: AppSettings): void {
  const found = findApp(world, app)
  if (!found) throw new Error(`no app ${app.agentId} at ${app.corpId}`)
  const list = (chosen: readonly string[] | null | undefined, kept: readonly string[] | undefined) => {
    const next = chosen === undefined ? kept : chosen
    return next ? JSON.stringify(next) : null
  }
  const sql = 'update apps set contacts_allowed = ?, visible_user_ids = ?, trusted_addresses = ? where corp_id = ? and agent_id = ?'
  world.store.run(sql, [
    (settings.contactsAllowed ?? found.contactsAllowed) ? 1 : 0,
    list(settings.visibleUserIds, found.visibleUserIds),
    list(settings.trustedAddresses, found.trustedAddresses),
    app.corpId,
    app.agentId,
  ])
}

/** Where the corp's callbacks go from now on; what waits goes there too. */
export function changeCallbackUrl(world: World, input: { corpId: string; callbackUrl: string | null }): void {
  world.store.run('update corps set callback_url = ? where corp_id = ?', [input.callbackUrl, input.corpId])
}

function asCorp(row: CorpRow): Corp {
  return {
    corpId: row.corp_id,
    name: row.name,
    callbackUrl: row.callback_url ?? undefined,
    token: row.token,
    encodingAesKey: row.encoding_aes_key,
    developerBound: row.developer_bound === 1,
  }
}

function listOf(json: string | null): string[] | undefined {
  return json === null ? undefined : (JSON.parse(json) as string[])
}

function asApp(row: AppRow): App {
  return {
    corpId: row.corp_id,
    agentId: row.agent_id,
    name: row.name,
    secret: row.secret,
    contactsAllowed: row.contacts_allowed === 1,
    visibleUserIds: listOf(row.visible_user_ids),
    trustedAddresses: listOf(row.trusted_addresses),
  }
}
