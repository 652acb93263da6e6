/** The local WeChat in a process of its own, and a server that is connected to it as it would be to the platform. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type ServerProcess, startServerProcess } from '../packages/server/src/platform/testing/server-process.ts'

const MAIN_FILE = fileURLToPath(new URL('../packages/wechat-sandbox/src/main.ts', import.meta.url))
const READY_LINE = /^WeChat sandbox ready at (\S+)\/_sandbox/m

export interface WechatWorld {
  readonly corp: {
    readonly corpId: string
    readonly secret: string
    readonly agentId: number
    readonly token: string
    readonly encodingAesKey: string
  }
  readonly staff: readonly { readonly userId: string }[]
  readonly customers: readonly { readonly id: string }[]
}

export interface ConnectedServer {
  readonly server: ServerProcess
  readonly world: WechatWorld
  /** A control call of the local WeChat. */
  control<T>(method: 'GET' | 'POST', path: string, body?: object): Promise<T>
  stop(): Promise<void>
}

/** Measures beside a new world of so many people, on a data directory of its own, and leaves nothing behind. */
export async function besideWechat(
  { name, ...people }: { name: string; staff: number; customers: number },
  measure: (connected: ConnectedServer) => Promise<void>,
): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), `liuchi-bench-${name}-`))
  try {
    const connected = await startConnected({ dataDir, ...people })
    try {
      await measure(connected)
    } finally {
      await connected.stop()
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true })
  }
}

/** A new world of so many people, and a server whose workspace `default` is connected to its corp. */
async function startConnected(input: { dataDir: string; staff: number; customers: number }): Promise<ConnectedServer> {
  const wechat = await startWechat()
  const control: ConnectedServer['control'] = (method, path, body) => callControl(wechat.url, { method, path, body })
  let server: ServerProcess | undefined
  const stop = async () => {
    await server?.stop()
    await wechat.stop()
  }
  try {
    server = await startServerProcess({ dataDir: input.dataDir, env: { WECOM_API_BASE: wechat.url } })
    const { staff, customers } = input
    const plan = { seed: 1, staff, customers, groups: 0, wecomShare: 0, callbackUrl: `${server.url}/callback` }
    const world = await control<WechatWorld>('POST', '/world', plan)
    const { corpId, ...keys } = world.corp
    await server.api('PUT', `/channels/wecom/${corpId}`, keys)
    return { server, world, control, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function startWechat(): Promise<{ url: string; stop(): Promise<void> }> {
  const child: ChildProcess = spawn(process.execPath, [MAIN_FILE, '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  const url = await new Promise<string>((resolve, reject) => {
    let output = ''
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString()
      const found = READY_LINE.exec(output)?.[1]
      if (found) resolve(found)
    })
    child.once('exit', (code) => reject(new Error(`the sandbox ended with code ${code} before it was ready`)))
  })
  const stop = async () => {
    child.kill('SIGTERM')
    await exited
  }
  return { url, stop }
}

async function callControl<T>(url: string, call: { method: string; path: string; body: object | undefined }): Promise<T> {
  const response = await fetch(`${url}/_sandbox${call.path}`, {
    method: call.method,
    ...(call.body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(call.body) }),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${call.method} ${call.path} answered ${response.status}: ${text}`)
  return JSON.parse(text) as T
}

/** What the local WeChat takes at once. */
const DEEDS_AT_ONCE = 10_000

/** Every customer adds a member of staff, evenly, while every callback gets lost. */
export async function addEverybodyUnheard({ control, world }: ConnectedServer): Promise<void> {
  await control('POST', '/faults', { lose: 1 })
  const deeds = world.customers.map(({ id }, place) => {
    return { actor: `customer:${id}`, verb: 'addStaff', userId: world.staff[place % world.staff.length]?.userId }
  })
  for (let from = 0; from < deeds.length; from += DEEDS_AT_ONCE)
    await control('POST', '/acts', { deeds: deeds.slice(from, from + DEEDS_AT_ONCE) })
  await control('POST', '/drain')
  await control('POST', '/faults', {})
}
