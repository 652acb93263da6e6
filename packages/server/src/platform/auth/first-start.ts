/**
 * First start: the default workspace, an owner, an API key that may do everything and a write key, told once in
 * `credentials.json` of the data directory. The file is written beside its final name within the transaction and renamed after the
 * commit; a process that dies between the two is made good by the next start, and a second process starting at once finds accounts.
 */
import { open, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { inTransaction, sql, type Tx } from '../db/index.ts'
import type { Handles } from '../handles.ts'
import { hasAccounts, insertAccount } from './accounts.ts'
import { EVERY_WORKSPACE } from './actor.ts'
import { insertApiKey, principalOfKey } from './api-keys.ts'
import { insertMembership } from './members.ts'
import { DEFAULT_TIME_ZONE, DEFAULT_WORKSPACE } from './names.ts'
import { hashPassword } from './passwords.ts'
import { findWorkspace, insertWorkspace } from './workspaces.ts'
import { insertWriteKey } from './write-keys.ts'

export const CREDENTIALS_FILE = 'credentials.json'
/** A file of another store in the same directory is kept under this name: its password may still be needed. */
const PREVIOUS_FILE = 'credentials.previous.json'
const PENDING_FILE = '.credentials.pending.json'

const ADMIN_EMAIL = 'admin@liuchi.local'
const PASSWORD_BYTES = 15
/** Any fixed number: only one process is the first. */
const FIRST_START_LOCK = 7_145_011

export interface Credentials {
  readonly adminEmail: string
  readonly adminPassword: string
  readonly apiKey: string
  readonly writeKey: string
}

/** Answers the credentials when this was the first start of the store, else undefined. */
export async function ensureFirstAdmin(handles: Handles): Promise<Credentials | undefined> {
  const made = (await hasAccounts(handles.db)) ? undefined : await makeFirstAdmin(handles)
  if (made || (await isLeftBehind(handles))) await renameIfThere(handles.config.dataDir, PENDING_FILE, CREDENTIALS_FILE)
  return made
}

/** A pending file whose key this store knows: its process died between commit and renaming. One that it does not know is worthless. */
async function isLeftBehind(handles: Handles): Promise<boolean> {
  const path = join(handles.config.dataDir, PENDING_FILE)
  const text = await readFile(path, 'utf8').catch(() => undefined)
  if (text === undefined) return false
  const apiKey = /"apiKey": "([^"]+)"/.exec(text)?.[1]
  const known = apiKey !== undefined && (await principalOfKey(handles, apiKey)) !== undefined
  if (!known) await rm(path, { force: true })
  return known
}

async function makeFirstAdmin(handles: Handles): Promise<Credentials | undefined> {
  const adminPassword = handles.ids.secret(PASSWORD_BYTES)
  const passwordHash = await hashPassword(adminPassword)
  return inTransaction(handles.db, async (tx) => {
    await sql`select pg_advisory_xact_lock(${FIRST_START_LOCK})`.execute(tx)
    if (await hasAccounts(tx)) return undefined
    const accountId = await insertAccount(handles, tx, { email: ADMIN_EMAIL, name: 'Admin', passwordHash })
    await insertMembership(handles, tx, { workspaceId: EVERY_WORKSPACE, accountId, role: 'owner' })
    const { key: apiKey } = await insertApiKey(handles, tx, {
      workspaceId: EVERY_WORKSPACE,
      name: 'first start',
      permissions: ['*'],
      createdBy: 'first start',
    })
    const credentials = { adminEmail: ADMIN_EMAIL, adminPassword, apiKey, writeKey: await defaultWriteKey(handles, tx) }
    await renameIfThere(handles.config.dataDir, CREDENTIALS_FILE, PREVIOUS_FILE)
    await writeDurably(join(handles.config.dataDir, PENDING_FILE), `${JSON.stringify(credentials, undefined, 2)}\n`)
    return credentials
  })
}

async function defaultWriteKey(handles: Handles, tx: Tx): Promise<string> {
  const existing = await findWorkspace(tx, DEFAULT_WORKSPACE)
  if (existing) return (await insertWriteKey(handles, tx, { workspaceId: existing.id, name: DEFAULT_WORKSPACE })).key
  return (await insertWorkspace(handles, tx, { name: DEFAULT_WORKSPACE, timeZone: DEFAULT_TIME_ZONE })).writeKey
}

async function renameIfThere(folder: string, from: string, to: string): Promise<void> {
  await rename(join(folder, from), join(folder, to)).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
  })
}

/** Readable by its owner only, and on the disk before the transaction commits. */
async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, 'w', 0o600)
  try {
    await file.chmod(0o600)
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}
