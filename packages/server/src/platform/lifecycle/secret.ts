/** The root secret: given by LIUCHI_SECRET, or made at first start and kept in the data directory. */
import { createHmac, randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Db, sql } from '../db/index.ts'
import { StartError } from './start-error.ts'

const SECRET_FILE = 'secret'
const SECRET_BYTES = 48
const FINGERPRINT_SETTING = 'secret_fingerprint'

/** Reads or makes the secret. Call with the data directory locked. */
export async function readSecret(input: { given: string | undefined; dataDir: string }): Promise<string> {
  if (input.given) return input.given
  const path = join(input.dataDir, SECRET_FILE)
  const kept = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (kept) return kept.trim()
  const made = randomBytes(SECRET_BYTES).toString('base64url')
  await writeFile(path, `${made}\n`, { mode: 0o600, flag: 'wx' })
  return made
}

/** Sealed values and blind indexes of a store only open with the secret that made them: refuse to start with another one. */
export async function checkSecret(db: Db, secret: string): Promise<void> {
  const fingerprint = createHmac('sha256', secret).update('liuchi store fingerprint').digest('hex')
  const stored = await sql<{ value: string }>`
    insert into platform_settings (name, value) values (${FINGERPRINT_SETTING}, ${fingerprint})
    on conflict (name) do update set value = platform_settings.value returning value`.execute(db)
  if (stored.rows[0]?.value !== fingerprint)
    throw new StartError(
      'LIUCHI_SECRET is not the one this store was made with: set the original value (without one, it is in the file “secret” of the first data directory)',
    )
}
