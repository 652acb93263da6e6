/** One hash over the contents of files and folders, to know whether something built from them is stale. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'

/**
 * @param {{root: string, paths: readonly string[], wants?: (path: string) => boolean}} input `paths` below `root`, missing ones count as empty;
 *   `wants` may leave files of folders out
 * @returns {string} hex
 */
export function fingerprint({ root, paths, wants = () => true }) {
  const hash = createHash('sha256')
  for (const path of paths.flatMap((name) => filesOf(join(root, name)))) {
    if (wants(path))
      hash
        .update(`${relative(root, path)}\0`)
        .update(readFileSync(path))
        .update('\0')
  }
  return hash.digest('hex')
}

/** Every file of a folder, or the file itself; a missing one counts as empty. */
export function filesOf(path) {
  if (!existsSync(path)) return []
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path)
    .sort()
    .filter((name) => name !== 'node_modules')
    .flatMap((name) => filesOf(join(path, name)))
}
