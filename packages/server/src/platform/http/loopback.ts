/** Whether a request was made on this machine itself, and not only handed on by a proxy that runs here. */
import type { FastifyRequest } from 'fastify'

const FORWARDING_HEADERS = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip', 'via']

/** True for a connection from 127.0.0.0/8 or ::1 that carries no sign of having been forwarded. */
export function isLocalRequest(request: FastifyRequest): boolean {
  const address = request.socket.remoteAddress?.replace(/^::ffff:/, '') ?? ''
  const local = address === '::1' || /^127\.\d+\.\d+\.\d+$/.test(address)
  return local && FORWARDING_HEADERS.every((name) => request.headers[name] === undefined)
}
