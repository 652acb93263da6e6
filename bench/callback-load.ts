/** The load of the callback bench, a process of its own: signed callbacks over keep-alive connections, as fast as the answers come. */
import { Agent, request } from 'node:http'
import { encrypt, signatureOf } from '../packages/server/src/modules/channels/wecom/callbacks/crypto.ts'

export interface CallbackOrder {
  /** The callback address of the corp. */
  readonly url: string
  readonly corpId: string
  readonly token: string
  readonly encodingAesKey: string
  readonly seconds: number
  readonly connections: number
  /** Pairs of member and contact that the callbacks are about, in turn. */
  readonly pairs: readonly { readonly userId: string; readonly externalUserId: string }[]
  /** Makes this run's callbacks differ from every other's. */
  readonly run: string
}

export interface CallbackReport {
  readonly acknowledged: number
  readonly failed: number
  readonly seconds: number
  readonly p50Ms: number
  readonly p99Ms: number
}

if (process.send)
  process.once('message', (order: CallbackOrder) => void run(order).then((report) => process.send?.(report, () => process.exit(0))))

async function run(order: CallbackOrder): Promise<CallbackReport> {
  const agent = new Agent({ keepAlive: true, maxSockets: order.connections })
  const latencies: number[] = []
  let acknowledged = 0
  let failed = 0
  let next = 0
  const begun = performance.now()
  const endsAt = begun + order.seconds * 1_000
  const worker = async () => {
    while (performance.now() < endsAt) {
      const callback = signed(order, next++)
      const sent = performance.now()
      const status = await post(agent, callback).catch(() => 0)
      latencies.push(performance.now() - sent)
      if (status === 200) acknowledged++
      else failed++
    }
  }
  await Promise.all(Array.from({ length: order.connections }, worker))
  const seconds = (performance.now() - begun) / 1_000
  agent.destroy()
  latencies.sort((a, b) => a - b)
  const at = (share: number) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? Number.NaN
  return { acknowledged, failed, seconds, p50Ms: at(0.5), p99Ms: at(0.99) }
}

interface SignedCallback {
  readonly url: string
  readonly body: string
}

const RANDOM_BYTES = 16

function signed(order: CallbackOrder, index: number): SignedCallback {
  const { corpId, token, encodingAesKey, pairs } = order
  const pair = pairs[index % pairs.length]
  const seconds = String(Math.floor(Date.now() / 1_000))
  const message = `<xml><ToUserName><![CDATA[${corpId}]]></ToUserName><FromUserName><![CDATA[sys]]></FromUserName><CreateTime>${seconds}</CreateTime><MsgType><![CDATA[event]]></MsgType><Event><![CDATA[change_external_contact]]></Event><ChangeType><![CDATA[edit_external_contact]]></ChangeType><UserID><![CDATA[${pair?.userId}]]></UserID><ExternalUserID><![CDATA[${pair?.externalUserId}]]></ExternalUserID><State><![CDATA[${order.run}-${index}]]></State></xml>`
  const encrypted = encrypt(encodingAesKey, { message, receiver: corpId, random: Buffer.alloc(RANDOM_BYTES, index % 256) })
  const nonce = String(index)
  const msg_signature = signatureOf({ token, timestamp: seconds, nonce, encrypted })
  return {
    url: `${order.url}?msg_signature=${msg_signature}&timestamp=${seconds}&nonce=${nonce}`,
    body: `<xml><ToUserName><![CDATA[${corpId}]]></ToUserName><AgentID><![CDATA[1]]></AgentID><Encrypt><![CDATA[${encrypted}]]></Encrypt></xml>`,
  }
}

function post(agent: Agent, { url, body }: SignedCallback): Promise<number> {
  const headers = { 'content-type': 'text/xml', 'content-length': Buffer.byteLength(body) }
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { agent, method: 'POST', headers }, (response) => {
      response.resume()
      response.once('end', () => resolve(response.statusCode ?? 0))
      response.once('error', reject)
    })
    outgoing.once('error', reject)
    outgoing.end(body)
  })
}
