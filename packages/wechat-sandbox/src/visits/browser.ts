/** The phone's browser: opens what people click, one page after the other, as WeChat's web view would. */
import { issueCode } from '../wecom/corp/oauth.ts'
import type { World } from '../world.ts'
import { type WaitingVisit, waitingVisits, writeVisit } from './queue.ts'

const PAGE_TIMEOUT_MS = 5_000
const MAX_REDIRECTS = 5
const AT_ONCE = 16
const MAX_PAGE_BYTES = 1_048_576
const USER_AGENT =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.60 NetType/WIFI Language/zh_CN'
/** Where the platform asks who somebody is; the page behind it gets a code. */
const AUTHORIZE_PATH = '/connect/oauth2/authorize'

export interface Browser {
  /** Opens all that waits; answers when every page has answered or failed. */
  drain(): Promise<void>
  /** The world was replaced: pages still loading belong to nobody any more. */
  forget(): void
  /** Lets pages that are loading end; what waits stays for the next start. */
  close(): Promise<void>
}

interface Opening {
  readonly world: World
  readonly perform: <T>(work: () => T) => T
  /** Counts worlds, as the sender of callbacks does. */
  generation: number
  closed: boolean
}

export function openBrowser(input: { world: World; perform: <T>(work: () => T) => T }): Browser {
  const opening: Opening = { ...input, generation: 0, closed: false }
  let running: Promise<void> | undefined
  async function openAll(): Promise<void> {
    for (;;) {
      const visits = opening.closed ? [] : waitingVisits(input.world, AT_ONCE)
      if (visits.length === 0) return
      await Promise.all(visits.map((visit) => openOne(opening, visit)))
    }
  }
  return {
    drain: async () => {
      do {
        running ??= openAll().finally(() => {
          running = undefined
        })
        await running
        // A page may have been asked for after the last look and before this line.
      } while (!opening.closed && waitingVisits(input.world, 1).length > 0)
    },
    forget: () => {
      opening.generation += 1
    },
    close: async () => {
      opening.closed = true
      await running
    },
  }
}

async function openOne(opening: Opening, visit: WaitingVisit): Promise<void> {
  const { generation } = opening
  const reached = await follow(opening, visit)
  if (generation === opening.generation) writeVisit(opening.world, { id: visit.id, ...reached })
}

/** Never throws: whatever happens is an outcome. */
async function follow(opening: Opening, visit: WaitingVisit): Promise<{ outcome: string; reachedUrl: string }> {
  const cookies = new Map<string, string>()
  let url = visit.url
  try {
    for (let hops = 0; hops <= MAX_REDIRECTS; hops += 1) {
      const authorised = opening.perform(() => authorise(opening.world, { by: visit.by, url }))
      const page = authorised === undefined ? await get(url, cookies) : { status: 302, location: authorised }
      if (page.location === undefined) return { outcome: String(page.status), reachedUrl: url }
      url = new URL(page.location, url).href
    }
    return { outcome: `more than ${MAX_REDIRECTS} redirects`, reachedUrl: url }
  } catch (error) {
    return { outcome: error instanceof Error ? error.message : String(error), reachedUrl: url }
  }
}

async function get(url: string, cookies: Map<string, string>): Promise<{ status: number; location: string | undefined }> {
  const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const response = await fetch(url, {
    redirect: 'manual',
    signal: AbortSignal.timeout(PAGE_TIMEOUT_MS),
    headers: { 'user-agent': USER_AGENT, accept: 'text/html,*/*', ...(cookie && { cookie }) },
  })
  for (const line of response.headers.getSetCookie()) {
    const [pair = ''] = line.split(';')
    const [name = '', ...value] = pair.split('=')
    cookies.set(name.trim(), value.join('='))
  }
  await readSome(response)
  const moved = response.status >= 300 && response.status < 400
  return { status: response.status, location: moved ? (response.headers.get('location') ?? undefined) : undefined }
}

/** A page is read to its end, so that its server is done with it, but not an endless one. */
async function readSome(response: Response): Promise<void> {
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength
    if (bytes > MAX_PAGE_BYTES) return
  }
}

/** The address a silent OAuth leads back to, with a fresh code; undefined when `url` is no OAuth page of a corp of this world. */
function authorise(world: World, input: { by: WaitingVisit['by']; url: string }): string | undefined {
  const url = new URL(input.url)
  const appId = url.searchParams.get('appid')
  const back = url.searchParams.get('redirect_uri')
  if (url.pathname !== AUTHORIZE_PATH || !appId || !back) return undefined
  const code = issueCode(world, { corpId: appId, person: input.by })
  if (code === undefined) return undefined
  const target = new URL(back)
  target.searchParams.set('code', code)
  target.searchParams.set('state', url.searchParams.get('state') ?? '')
  return target.href
}
