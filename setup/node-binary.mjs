/** The pinned Node is an npm package whose binary arrives by an install script: the one dependency worth a second look. */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { at, pinnedNode } from './paths.mjs'
import { Refusal, say } from './say.mjs'

const VERSION_TIMEOUT_MS = 20_000

/** Whether the binary is there, starts on this machine and is the version the lock file names. */
export function pinnedNodeRuns() {
  if (!existsSync(pinnedNode)) return false
  const { status, stdout } = spawnSync(pinnedNode, ['--version'], { encoding: 'utf8', timeout: VERSION_TIMEOUT_MS })
  return status === 0 && stdout.trim() === `v${wantedVersion()}`
}

/**
 * Fetches the binary again after an install that left it out or broken.
 * @param {() => Promise<unknown>} install installs what is missing
 */
export async function repairPinnedNode(install) {
  say('the pinned Node did not arrive, fetching it again')
  // npm would run the install script with the broken binary if it were still there.
  rmSync(pinnedNode, { force: true })
  rmSync(at('node_modules', 'node'), { recursive: true, force: true })
  await install()
  if (pinnedNodeRuns()) return
  throw new Refusal(
    `Node ${wantedVersion()} could not be installed for ${process.platform} ${process.arch}: npm must be allowed to run the install script of the package "node" and to reach its registry`,
  )
}

function wantedVersion() {
  return JSON.parse(readFileSync(at('package-lock.json'), 'utf8')).packages['node_modules/node'].version
}
