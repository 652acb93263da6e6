/** What must hold of the list of bindings before the server starts; a mistake here is a defect of ours and stops the start. */
import { isPermission } from '../auth/permissions.ts'
import type { Binding } from './bind.ts'

/** Throws one sentence that names the endpoint. */
export function checkBindings(bindings: readonly Binding[]): void {
  const seen = new Map<string, string>()
  for (const { endpoint } of bindings) {
    const route = `${endpoint.method} ${endpoint.path.replace(/:\w+/g, ':')}`
    for (const mark of [endpoint.name, route]) {
      const other = seen.get(mark)
      if (other !== undefined) throw new Error(`the endpoints ${other} and ${endpoint.name} both are ${mark}`)
      seen.set(mark, endpoint.name)
    }
    if (endpoint.access !== 'public' && endpoint.access !== 'signedIn' && !isPermission(endpoint.access))
      throw new Error(`${endpoint.name} asks for ${endpoint.access}, which platform/auth/permissions.ts does not declare`)
  }
}
