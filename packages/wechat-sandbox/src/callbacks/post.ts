/** One HTTP request to a receiver; connections are kept. */
import { Agent as HttpAgent, request as httpRequest } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { after } from '../machine.ts'

/** A receiver's answer is read up to this; only its status and, when verifying, its first bytes matter. */
const MAX_ANSWER_BYTES = 65_536

export interface Answer {
  readonly status: number
  readonly text: string
}

export interface Poster {
  /** @throws Error when there is no whole answer within `timeoutMs` */
  send(input: { method: 'GET' | 'POST'; url: string; body?: string; timeoutMs: number }): Promise<Answer>
  close(): void
}

export function openPoster(input: { connections: number }): Poster {
  const options = { keepAlive: true, maxSockets: input.connections }
  const agents = { http: new HttpAgent(options), https: new HttpsAgent(options) }
  return {
    send: ({ method, url, body, timeoutMs }) =>
      new Promise((resolve, reject) => {
        const secure = url.startsWith('https:')
        const headers = body === undefined ? {} : { 'content-type': 'text/xml', 'content-length': Buffer.byteLength(body) }
        const begin = secure ? httpsRequest : httpRequest
        const request = begin(url, { method, headers, agent: secure ? agents.https : agents.http }, (response) => {
          const chunks: Buffer[] = []
          let bytes = 0
          response.on('data', (chunk: Buffer) => {
            bytes += chunk.length
            if (bytes > MAX_ANSWER_BYTES) response.destroy(new Error('the answer is too large'))
            else chunks.push(chunk)
          })
          response.on('end', () => settle(resolve, { status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }))
          response.on('error', (error) => settle(reject, error))
        })
        const stopWaiting = after(timeoutMs, () => request.destroy(new Error(`no answer within ${timeoutMs} ms`)))
        function settle<Value>(how: (value: Value) => void, value: Value): void {
          stopWaiting()
          how(value)
        }
        request.on('error', (error) => settle(reject, error))
        request.end(body)
      }),
    close: () => {
      agents.http.destroy()
      agents.https.destroy()
    },
  }
}
