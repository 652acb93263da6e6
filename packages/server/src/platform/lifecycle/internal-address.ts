/** Where the other processes of the same installation reach this one. */
import { networkInterfaces } from 'node:os'
import type { Config } from '../config.ts'

const EVERY_ADDRESS = new Set(['0.0.0.0', '[::]'])

/** `LIUCHI_INTERNAL_URL`, else where this process listens (`url`), as an address of this machine when it listens on all of them. */
export function internalAddress({ internalUrl }: Pick<Config, 'internalUrl'>, url: string): string {
  if (internalUrl !== undefined) return internalUrl
  const { hostname, port } = new URL(url)
  if (!EVERY_ADDRESS.has(hostname)) return url
  const outward = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ internal, family }) => !internal && family === 'IPv4')
  return `http://${outward?.address ?? '127.0.0.1'}:${port}`
}
