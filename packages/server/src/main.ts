/** Starts the server: configuration, app, listen; a graceful stop on SIGTERM or SIGINT. */
import './platform/thread-pool.ts'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type App, startApp } from './app.ts'
import { CREDENTIALS_FILE, type Credentials } from './platform/auth/index.ts'
import { type Config, ConfigError, readConfig } from './platform/config.ts'
import { MigrationError } from './platform/db/migrate.ts'
import { StartError } from './platform/lifecycle/start-error.ts'
import { openLog } from './platform/log.ts'

export { SERVER_FILE } from './app.ts'
export { CREDENTIALS_FILE, type Credentials } from './platform/auth/index.ts'
export { ConfigError, readConfig } from './platform/config.ts'
export { MigrationError } from './platform/db/migrate.ts'
export { StartError } from './platform/lifecycle/start-error.ts'

/** A stop that hangs is cut off after this; the stores survive it as they survive a kill. */
const STOP_TIMEOUT_MS = 9_000

/** A server inside another program: the command line uses it when none is running. Prints nothing. */
export function startServer(config: Config): Promise<App> {
  return startApp({ config, log: openLog({ level: config.logLevel }) })
}

async function run(): Promise<void> {
  const config = readConfig()
  const log = openLog({ level: config.logLevel })
  const starting = startApp({ config, log })
  stopOnSignal(starting)
  const app = await starting
  print(`Liuchi is ready  ${app.url}  ${await signInHint(config)}`)
}

/** Also while it is still starting: it then stops as soon as it has started. */
function stopOnSignal(starting: Promise<App>): void {
  let stopping = false
  const stop = () => {
    if (stopping) return
    stopping = true
    setTimeout(() => process.exit(1), STOP_TIMEOUT_MS).unref()
    const stopped = starting.then((app) => app.close())
    stopped.then(
      () => {
        print('Liuchi has stopped')
        process.exit(0)
      },
      (error: unknown) => {
        printError(`Liuchi could not stop in order: ${String(error)}`)
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}

/** The first administrator, as long as the file of first start is there. */
async function signInHint(config: Config): Promise<string> {
  try {
    const { adminEmail, adminPassword } = JSON.parse(await readFile(join(config.dataDir, CREDENTIALS_FILE), 'utf8')) as Credentials
    return `(admin ${adminEmail} / ${adminPassword})`
  } catch {
    return ''
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

function printError(line: string): void {
  process.stderr.write(`${line}\n`)
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  run().catch((error: unknown) => {
    const expected = error instanceof StartError || error instanceof ConfigError || error instanceof MigrationError
    printError(
      expected ? error.message : `Liuchi could not start: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    )
    process.exit(1)
  })
