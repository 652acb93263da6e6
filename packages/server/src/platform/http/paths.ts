/** Which addresses belong to whom. */
import { fail } from '../errors.ts'

export const API_PREFIX = '/api/v1'

/** What is never answered with the console's page. Each with everything below it. */
const MACHINE_PATHS = [
  '/api',
  '/v1',
  '/sa',
  '/callback',
  '/c',
  '/l',
  '/internal',
  '/_sandbox',
  '/healthz',
  '/readyz',
  '/metrics',
  '/assets',
]

/** Whether a browser that asks for this path is on its way to a page of the console. */
export function isConsolePath(path: string): boolean {
  return !MACHINE_PATHS.some((prefix) => path === prefix || path.startsWith(`${prefix}/`))
}

const MAX_ECHOED_PATH_LENGTH = 200

/** Throws `platform.not_found` for an address that nothing is served at. */
export function refuseUnknownPath(method: string, path: string): never {
  const shown = `${method} ${path.slice(0, MAX_ECHOED_PATH_LENGTH)}`
  return fail('platform.not_found', { what: { zh: `接口 ${shown}`, en: `The call ${shown}` } })
}
