/** Where things lie in this checkout. */
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** @param {...string} parts path below the root of the checkout */
export const at = (...parts) => join(root, ...parts)

/** The pinned Node that everything but this bootstrap runs on. */
export const pinnedNode = at('node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node')

/** Locks and half-made builds; ignored by git, survives an install. */
export const cacheFolder = at('.cache')

/** Options of Node for the server, as `server-flags.json` says and why. */
export const serverFlags = () => JSON.parse(readFileSync(at('setup', 'server-flags.json'), 'utf8')).flags
