/** Leaves a fresh build of the console where the server serves it from; quick when nothing changed. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const BUILD_FILE = new URL('../../../setup/console-build.mjs', import.meta.url)
const BUILD_TIMEOUT_MS = 110_000

/** Throws what the build said when it failed. A process of its own: the build handles signals as a script does. */
export async function ensureBuiltConsole(): Promise<void> {
  const script = `import { ensureConsole } from ${JSON.stringify(BUILD_FILE.href)}\nawait ensureConsole()`
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], { timeout: BUILD_TIMEOUT_MS })
}
