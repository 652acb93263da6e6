// own process
/** The official libraries, unchanged, against a real server: each of their events is counted once and its person found. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { Analytics } from '@segment/analytics-node'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chromiumPath } from '../../../packages/server/src/platform/testing/available.ts'
import { type ServerProcess, startServerProcess } from '../../../packages/server/src/platform/testing/server-process.ts'
import { count, expectCounted, expectPerson } from './books.ts'
import { type Pages, servePages } from './pages.ts'

let server: ServerProcess
let dataDir: string
/** Every event name and how often it happened; asked again at the end, when late repetitions have had their time. */
const happened = new Map<string, number>()

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'liuchi-clients-'))
  server = await startServerProcess({ dataDir })
})

afterAll(async () => {
  await server?.stop()
  if (dataDir) await rm(dataDir, { recursive: true, force: true })
})

async function counted(name: string, times: number): Promise<void> {
  happened.set(name, times)
  await expectCounted(server, name, times)
}

describe('@segment/analytics-node', () => {
  function open(options: object = {}): Analytics {
    return new Analytics({ writeKey: server.credentials.writeKey, host: server.url, path: '/v1/batch', flushInterval: 100, ...options })
  }

  test('every call', async () => {
    const analytics = open()
    analytics.identify({ userId: 'node-1', traits: { name: '王芳', email: 'Fang@example.com', city: '杭州' } })
    for (let index = 0; index < 40; index++) {
      analytics.track({ userId: 'node-1', event: 'node_buy', properties: { amount: 1.5, sku: `s${index}` } })
    }
    analytics.page({ userId: 'node-1', name: '首页' })
    analytics.screen({ anonymousId: 'node-a1', name: 'Cart' })
    analytics.group({ userId: 'node-1', groupId: 'g1', traits: { plan: 'pro' } })
    analytics.alias({ userId: 'node-1', previousId: 'node-0' })
    await analytics.closeAndFlush()
    await counted('node_buy', 40)
    expect((await count(server, 'node_buy')).sum).toBe(60)
    for (const name of ['$identify', '$page', '$screen', '$group', '$alias']) await expectCounted(server, name, 1)
    const person = await expectPerson(server, 'user_id:node-1')
    expect(person.traits).toMatchObject({ name: '王芳', city: '杭州' })
    expect(person.traits).not.toHaveProperty('email')
    await expectPerson(server, 'email:fang@example.com')
    await expectPerson(server, 'anonymous_id:node-a1')
  })

  test('who is identified brings along what they did before; an alias joins two', async () => {
    const analytics = open()
    analytics.track({ anonymousId: 'node-a9', event: 'node_before' })
    analytics.identify({ userId: 'node-9', anonymousId: 'node-a9' })
    analytics.track({ userId: 'node-8', event: 'node_other' })
    await analytics.flush()
    await counted('node_before', 1)
    await counted('node_other', 1)
    const { id } = await expectPerson(server, 'user_id:node-9')
    expect((await expectPerson(server, 'anonymous_id:node-a9')).id).toBe(id)
    expect((await count(server, 'node_before', id)).count).toBe(1)
    expect((await count(server, 'node_other', id)).count).toBe(0)
    analytics.alias({ userId: 'node-9', previousId: 'node-8' })
    await analytics.closeAndFlush()
    await expect.poll(async () => (await count(server, 'node_other', id)).count, { timeout: 8_000 }).toBe(1)
  })

  test('an answer that gets lost: the library sends again, the event counts once', async () => {
    let lost = 0
    const analytics = open({
      httpClient: {
        makeRequest: async ({
          url,
          method,
          headers,
          body,
        }: {
          url: string
          method: string
          headers: Record<string, string>
          body: string
        }) => {
          const answer = await fetch(url, { method, headers, body })
          if (lost++ < 2) throw new Error('the connection broke before the answer arrived')
          return answer
        },
      },
    })
    analytics.track({ userId: 'node-2', event: 'node_retried' })
    await analytics.closeAndFlush({ timeout: 30_000 })
    expect(lost).toBe(3)
    await counted('node_retried', 1)
  })

  test('a wrong key is told', async () => {
    const analytics = open({ writeKey: 'nobody', maxRetries: 0 })
    const failed = new Promise<{ reason?: unknown }>((resolve) => analytics.on('error', resolve))
    analytics.track({ userId: 'node-3', event: 'node_refused' })
    await analytics.closeAndFlush()
    expect(String((await failed).reason)).toContain('401')
    await counted('node_refused', 0)
  })
})

describe('by hand, as the libraries do', () => {
  test('RudderStack: gzip, originalTimestamp, sentAt', async () => {
    const messages = [1, 2, 3].map((index) => ({
      type: 'track',
      event: 'rudder_buy',
      userId: 'rudder-1',
      messageId: `rudder-${index}`,
      originalTimestamp: new Date().toISOString(),
      sentAt: new Date().toISOString(),
      channel: 'server',
      context: { library: { name: '@rudderstack/rudder-sdk-node', version: '2.1.0' } },
      properties: { revenue: 2 },
      integrations: { All: true },
    }))
    const send = () =>
      fetch(`${server.url}/v1/batch`, {
        method: 'POST',
        headers: {
          authorization: `Basic ${Buffer.from(`${server.credentials.writeKey}:`).toString('base64')}`,
          'content-type': 'application/json',
          'content-encoding': 'gzip',
        },
        body: gzipSync(JSON.stringify({ batch: messages, sentAt: new Date().toISOString() })),
      })
    expect(await (await send()).text()).toBe('{"success":true}')
    await send()
    await counted('rudder_buy', 3)
    await expectPerson(server, 'user_id:rudder-1')
  })

  /** Mini-program library 1.22.7: what it puts on the wire. */
  test('the mini program: list, gzip plugin, single mode', async () => {
    const entry = (event: string, trackId: number) => ({
      distinct_id: 'o-mp-1',
      identities: { $identity_mp_id: '1763769600-mp', $identity_mp_wxabc_openid: 'o-mp-1', $identity_mp_unionid: 'u-mp-1' },
      lib: { $lib: 'MiniProgram', $lib_method: 'autoTrack', $lib_version: '1.22.7' },
      properties: { $scene: 'wx-1001', $url_path: 'pages/index/index', $network_type: 'wifi', $is_first_day: true, amount: 9.9 },
      anonymous_id: '1763769600-mp',
      type: 'track',
      event,
      time: Date.now(),
      _track_id: trackId,
      _flush_time: Date.now(),
    })
    const url = `${server.url}/sa?project=default&token=${server.credentials.writeKey}`
    const post = (body: string) => fetch(url, { method: 'POST', headers: { 'content-type': 'text/plain' }, body })
    const list = [1, 2, 3].map((trackId) => entry('mp_view', trackId))
    const packed = (value: unknown) => encodeURIComponent(Buffer.from(JSON.stringify(value)).toString('base64'))
    expect((await post(`data_list=${packed(list)}`)).status).toBe(200)
    for (const again of list) again._flush_time += 6_000
    expect((await post(`data_list=${packed(list)}`)).status).toBe(200)
    const zipped = gzipSync(JSON.stringify([entry('mp_zipped', 4)])).toString('base64')
    expect((await post(`data_list=${encodeURIComponent(zipped)}&gzip=1`)).status).toBe(200)
    expect((await fetch(`${url}&data=${packed(entry('mp_single', 5))}`)).status).toBe(200)
    await counted('mp_view', 3)
    await counted('mp_zipped', 1)
    await counted('mp_single', 1)
    await expectPerson(server, 'openid:wxabc:o-mp-1')
    await expectPerson(server, 'unionid:u-mp-1')
  })
})

describe.skipIf(!chromiumPath())('in a page of another site', () => {
  let browser: Browser
  let pages: Pages

  beforeAll(async () => {
    pages = await servePages()
    browser = await chromium.launch({ executablePath: chromiumPath() ?? '', args: ['--no-sandbox'] })
  })

  afterAll(async () => {
    await browser?.close()
    await pages?.close()
  })

  /** A new visitor on the page; refuses requests to the vendors' own hosts. */
  async function visit(path: string): Promise<{ page: Page; leave: () => Promise<void> }> {
    const context = await browser.newContext()
    await context.route(/^https:/, (route) => route.abort())
    const page = await context.newPage()
    await page.goto(`${pages.url}${path}?email=visitor%40example.com`)
    return { page, leave: () => context.close() }
  }

  describe('@segment/analytics-next', () => {
    /** Loads the library in the page with settings inline instead of from the vendor. */
    async function load(page: Page, deliveryStrategy?: object): Promise<void> {
      const settings = { writeKey: server.credentials.writeKey, apiHost: `${new URL(server.url).host}/v1`, deliveryStrategy }
      await page.evaluate(async ({ writeKey, apiHost, deliveryStrategy }) => {
        const { AnalyticsBrowser } = (
          globalThis as unknown as { AnalyticsNext: { AnalyticsBrowser: { load: (...input: unknown[]) => Promise<unknown[]> } } }
        ).AnalyticsNext
        const segment = { apiKey: writeKey, apiHost, protocol: 'http', ...(deliveryStrategy && { deliveryStrategy }) }
        const [analytics] = await AnalyticsBrowser.load(
          { writeKey, cdnSettings: { integrations: { 'Segment.io': segment } } },
          { integrations: { 'Segment.io': segment } },
        )
        Object.assign(globalThis, { analytics })
      }, settings)
    }

    const call = (page: Page, method: string, ...input: unknown[]) =>
      page.evaluate(
        async ([method, input]) => {
          const { analytics } = globalThis as unknown as { analytics: Record<string, (...input: unknown[]) => Promise<unknown>> }
          await analytics[method as string]?.(...(input as unknown[]))
        },
        [method, input] as const,
      )

    test('event by event', async () => {
      const { page, leave } = await visit('/segment.html')
      await load(page)
      await call(page, 'identify', 'next-1', { name: '李雷', phone: '13800138001' })
      await call(page, 'track', 'next_buy', { amount: 12.5, currency: 'CNY' })
      await call(page, 'track', 'next_buy', { amount: 7.5 })
      await call(page, 'page', 'Docs', '商品页')
      await call(page, 'group', 'g2')
      await counted('next_buy', 2)
      expect((await count(server, 'next_buy')).sum).toBe(20)
      await expectCounted(server, '$page', 2)
      const person = await expectPerson(server, 'user_id:next-1')
      expect(person.traits).toMatchObject({ name: '李雷' })
      await expectPerson(server, 'phone:13800138001')
      const rows = await server.api<{ items: object[] }>('POST', '/events/query', {
        names: ['next_buy', '$page', '$identify'],
        withContext: true,
        limit: 50,
      })
      expect(rows.items.length).toBeGreaterThan(3)
      expect(JSON.stringify(rows)).not.toMatch(/visitor@|visitor%40|13800138001/)
      await leave()
    })

    test('in batches', async () => {
      const { page, leave } = await visit('/segment.html')
      await load(page, { strategy: 'batching', config: { size: 5, timeout: 200 } })
      await call(page, 'identify', 'next-2')
      for (let index = 0; index < 12; index++) await call(page, 'track', 'next_batched', { index })
      await counted('next_batched', 12)
      await expectPerson(server, 'user_id:next-2')
      await leave()
    })

    test('an answer that gets lost: sent again, counted once', async () => {
      const { page, leave } = await visit('/segment.html')
      let tries = 0
      await page.route(`${server.url}/v1/t`, async (route) => {
        const answer = await route.fetch()
        if (tries++ === 0) return route.abort('connectionreset')
        await route.fulfill({ response: answer })
      })
      await load(page)
      await call(page, 'track', 'next_retried')
      await expect.poll(() => tries, { timeout: 20_000 }).toBe(2)
      await counted('next_retried', 1)
      await leave()
    })
  })

  describe('sa-sdk-javascript', () => {
    /** Opens the library with one of its ways of sending. */
    async function init(page: Page, way: object): Promise<void> {
      const options = { server_url: `${server.url}/sa?project=default&token=${server.credentials.writeKey}`, way }
      await page.evaluate(({ server_url, way }) => {
        const sensors = (globalThis as unknown as { sensorsDataAnalytic201505: Record<string, (input: object) => void> })
          .sensorsDataAnalytic201505
        sensors.init?.({ server_url, heatmap: { clickmap: 'not_collect', scroll_notice_map: 'not_collect' }, show_log: false, ...way })
      }, options)
    }

    const call = (page: Page, method: string, ...input: unknown[]) =>
      page.evaluate(
        ([method, input]) => {
          const sensors = (globalThis as unknown as { sensorsDataAnalytic201505: Record<string, (...input: unknown[]) => void> })
            .sensorsDataAnalytic201505
          sensors[method as string]?.(...(input as unknown[]))
        },
        [method, input] as const,
      )

    test.each([
      ['image', { send_type: 'image' }],
      ['ajax', { send_type: 'ajax' }],
      ['beacon', { send_type: 'beacon' }],
      ['batch', { batch_send: { send_interval: 500, datasend_timeout: 4_000 } }],
    ])('sending by %s', async (name, way) => {
      const { page, leave } = await visit('/sensors.html')
      await init(page, way)
      await call(page, 'track', `sa_${name}_before`, { amount: 3 })
      await call(page, 'login', `sa-${name}`)
      await call(page, 'track', `sa_${name}_buy`, { amount: 12.5, currency: 'CNY', 收货手机号: '13800138002' })
      await call(page, 'track', `sa_${name}_buy`, { amount: 7.5 })
      await call(page, 'setProfile', { 城市: '上海', email: `sa-${name}@example.com` })
      await counted(`sa_${name}_before`, 1)
      await counted(`sa_${name}_buy`, 2)
      expect((await count(server, `sa_${name}_buy`)).sum).toBe(20)
      const person = await expectPerson(server, `user_id:sa-${name}`)
      expect(person.id).toMatch(/^\d+$/)
      await expectPerson(server, `email:sa-${name}@example.com`)
      const cookieId = await page.evaluate(() => {
        const sensors = (
          globalThis as unknown as {
            sensorsDataAnalytic201505: { store: { getProps: () => object; _state: { identities: Record<string, string> } } }
          }
        ).sensorsDataAnalytic201505
        return sensors.store._state.identities.$identity_cookie_id
      })
      // Logging in made the visitor of before this user.
      expect((await expectPerson(server, `cookie_id:${cookieId}`)).id).toBe(person.id)
      expect((await count(server, `sa_${name}_before`, person.id)).count).toBe(1)
      await leave()
    })

    test('bind and unbind', async () => {
      const { page, leave } = await visit('/sensors.html')
      await init(page, { send_type: 'ajax' })
      await call(page, 'login', 'sa-bound')
      await call(page, 'bind', '$identity_mobile', '13800138009')
      const bound = await expectPerson(server, 'phone:13800138009')
      expect((await expectPerson(server, 'user_id:sa-bound')).id).toBe(bound.id)
      await call(page, 'unbind', '$identity_mobile', '13800138009')
      await expect
        .poll(() => server.api<{ items: object[] }>('GET', '/persons?identifier=phone:13800138009').then(({ items }) => items), {
          timeout: 8_000,
        })
        .toEqual([])
      // Identity comes before the event is stored.
      await expect.poll(() => count(server, '$UnbindID', bound.id).then(({ count: unbound }) => unbound), { timeout: 8_000 }).toBe(1)
      await leave()
    })
  })
})

test('nothing was counted twice in the end', async () => {
  for (const [name, times] of happened) expect((await count(server, name)).count, name).toBe(times)
})
