/** The control of the sandbox is for people at this machine: loopback only, and never through a proxy. */
import { isIP } from 'node:net'
import type { FastifyInstance, FastifyRequest } from 'fastify'

const FORWARDED = /^(x-forwarded-.*|forwarded|x-real-ip|via)$/

function isLoopback(address: string): boolean {
  const plain = address.startsWith('::ffff:') ? address.slice('::ffff:'.length) : address
  return plain === '::1' || (isIP(plain) === 4 && plain.startsWith('127.'))
}

/** A name of this machine; anything else came through a proxy, or through a page that made its name lead here. */
function isOwnName(host: string): boolean {
  const name = host.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1')
  return name === 'localhost' || isLoopback(name)
}

export function guardControl(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    const words = complaint(request)
    if (words !== undefined) return reply.code(403).send({ ok: false, error: { code: 'not_local', message: words } })
  })
}

function complaint(request: FastifyRequest): string | undefined {
  const { headers, method } = request
  if (Object.keys(headers).some((name) => FORWARDED.test(name))) return 'forwarded requests are refused'
  if (!isLoopback(request.socket.remoteAddress ?? '')) return 'the control of the sandbox answers at loopback only'
  if (!isOwnName(headers.host ?? '')) return 'the control of the sandbox answers to localhost and 127.0.0.1 only'
  const site = headers['sec-fetch-site']
  const isForeign = site !== undefined && site !== 'same-origin' && site !== 'none'
  return isForeign && method !== 'GET' ? 'pages of other sites may not change the world' : undefined
}
