/** A page that remembers whatever went wrong in it, and knows when it has come to rest. */
import type { Page, Request } from 'playwright-core'
import { until } from '../until.ts'

/** The browser ends running requests when an address is left. */
const LEFT_BEHIND = 'net::ERR_ABORTED'
const QUIET_MS = 100

export interface WatchedPage {
  readonly page: Page
  /** Console errors, errors nobody caught, requests that failed or were refused; emptied by reading. */
  takeTroubles(): string[]
  /** Waits until no request runs, nothing is marked busy and the page has a heading. */
  rest(): Promise<void>
}

export function watch(page: Page): WatchedPage {
  let troubles: string[] = []
  const running = new Set<Request>()
  let quietSince = performance.now()
  const done = (request: Request) => {
    running.delete(request)
    quietSince = performance.now()
  }
  page.on('request', (request) => void running.add(request))
  page.on('requestfinished', done)
  page.on('requestfailed', (request) => {
    done(request)
    const reason = request.failure()?.errorText ?? 'failed'
    if (reason !== LEFT_BEHIND) troubles.push(`${request.method()} ${request.url()}: ${reason}`)
  })
  page.on('response', (response) => {
    if (response.status() >= 400) troubles.push(`${response.request().method()} ${response.url()}: ${response.status()}`)
  })
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(`console: ${message.text()}`)
  })
  page.on('pageerror', (error) => void troubles.push(`not caught: ${error.message}`))
  const isQuiet = () => running.size === 0 && performance.now() - quietSince > QUIET_MS
  return {
    page,
    takeTroubles: () => {
      const taken = troubles
      troubles = []
      return taken
    },
    rest: async () => {
      await page.getByRole('heading', { level: 1 }).first().waitFor()
      await until(`${page.url()} at rest`, async () => isQuiet() && (await page.locator('.ant-skeleton, .ant-spin-spinning').count()) === 0)
    },
  }
}
