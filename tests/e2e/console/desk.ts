/** A desk to sit at: a real server with the built console, a browser, and somebody signed in. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, type BrowserContextOptions, chromium } from 'playwright-core'
import { chromiumPath } from '../../../packages/server/src/platform/testing/available.ts'
import { type ServerProcess, startServerProcess } from '../../../packages/server/src/platform/testing/server-process.ts'
import { ensureBuiltConsole } from './built-console.ts'
import { type WatchedPage, watch } from './watched-page.ts'

const BROWSER_ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
const ANSWER_WITHIN_MS = 30_000
const SERVER_FAILED = /: 5\d\d$/

export interface Desk extends WatchedPage {
  readonly server: ServerProcess
  /** Goes to a page of the default workspace (`funnel`, `settings/keys`) or, with a leading slash, to an address, and waits for rest. */
  open(path: string): Promise<void>
  /** Another window of the same browser, with the same person signed in. */
  anotherWindow(options: BrowserContextOptions): Promise<WatchedPage & { open(path: string): Promise<void>; close(): Promise<void> }>
  close(): Promise<void>
}

/** Opens everything on fresh data; nobody is signed in yet. Times are those of Shanghai, the browser speaks Chinese. */
export async function openDesk(): Promise<Desk> {
  await ensureBuiltConsole()
  const dataDir = await mkdtemp(join(tmpdir(), 'liuchi-console-'))
  const server = await startServerProcess({ dataDir })
  const browser = await chromium.launch({ executablePath: chromiumPath() ?? '', args: BROWSER_ARGUMENTS })
  const first = await openWindow({ browser, server, options: { viewport: { width: 1280, height: 860 } } })
  return {
    ...first,
    server,
    anotherWindow: async (options) =>
      openWindow({ browser, server, options: { ...options, storageState: await first.page.context().storageState() } }),
    close: async () => {
      await browser.close()
      await server.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

async function openWindow({ browser, server, options }: { browser: Browser; server: ServerProcess; options: BrowserContextOptions }) {
  // On a busy machine a dialog is still growing when it seems at rest: a click goes past its button, closes it, and nothing happens.
  const context = await browser.newContext({ locale: 'zh-CN', timezoneId: 'Asia/Shanghai', reducedMotion: 'reduce', ...options })
  context.setDefaultTimeout(ANSWER_WITHIN_MS)
  const watched = watch(await context.newPage())
  return {
    ...watched,
    takeTroubles: () => {
      const troubles = watched.takeTroubles()
      // Why the server failed is in its log alone.
      return troubles.some((trouble) => SERVER_FAILED.test(trouble)) ? [...troubles, server.latestLog()] : troubles
    },
    open: async (path: string) => {
      await watched.page.goto(`${server.url}${path.startsWith('/') ? path : `/w/default/${path}`}`)
      await watched.rest()
    },
    close: () => context.close(),
  }
}
