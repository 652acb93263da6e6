/** Files that jobs make in the data directory for somebody to fetch: whether one is there, and taking away what nobody claims. */
import { access, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Handles } from './handles.ts'

/** What nobody claims after this was left by a process that died. */
const ORPHAN_AGE_MS = 24 * 60 * 60 * 1000

/** Takes a file away, also one that is still being written. */
export async function removeMadeFile(path: string): Promise<void> {
  await Promise.all([rm(path, { force: true }), rm(`${path}.part`, { force: true })])
}

/** Removes day-old files of a folder whose name, up to the first dot, is not among the claimed ones. */
export async function removeOrphans(
  { clocks }: Pick<Handles, 'clocks'>,
  { folder, claimed }: { readonly folder: string; readonly claimed: ReadonlySet<string> },
): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    if (claimed.has(name.split('.')[0] ?? '')) continue
    const path = join(folder, name)
    const made = await stat(path).catch(() => undefined)
    if (made && made.mtimeMs < clocks.real.now() - ORPHAN_AGE_MS) await rm(path, { force: true })
  }
}

/** Whether the file is made, not past its time by the business clock, and on the disk. */
export async function isFetchable(
  { clocks }: Pick<Handles, 'clocks'>,
  { path, state, expires_at }: { readonly path: string; readonly state: string; readonly expires_at: Date | null },
): Promise<boolean> {
  if (state !== 'ready' || (expires_at?.getTime() ?? 0) <= clocks.business.now()) return false
  return access(path).then(
    () => true,
    () => false,
  )
}
