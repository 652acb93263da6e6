/** What this machine offers beyond the repository. Tests that need it ask here and are skipped where it is missing. */
import { accessSync, constants, existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const SHARED_DATA = fileURLToPath(new URL('../../../../../../shared/data', import.meta.url))
const CHROMIUM_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** The folder of published data sets, `../shared/data` seen from the repository. */
export function dataFolder(): string | undefined {
  return existsSync(SHARED_DATA) ? SHARED_DATA : undefined
}

/** A Chromium for the browser tests: `CHROMIUM_PATH`, else where distributions put it. */
export function chromiumPath(): string | undefined {
  return [process.env.CHROMIUM_PATH, ...CHROMIUM_PLACES].find((path) => path !== undefined && path !== '' && canRun(path))
}

function canRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** A superuser's address of a Postgres for tests: `TEST_DATABASE_URL`, which the suite also sets when a local server answers. */
export function postgresUrl(): string | undefined {
  return process.env.TEST_DATABASE_URL || undefined
}
