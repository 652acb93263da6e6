/** zod writes every schema as a document of its own; OpenAPI wants one. Definitions move to the components, references follow. */

export type JsonSchema = Record<string, unknown>
/** The document's `components.schemas`, filled as schemas are hoisted. */
export type Schemas = Record<string, JsonSchema>

/**
 * Moves `$defs` (and the schema itself when it refers to its own root) into `schemas` under `name`, and answers what stands in their
 * place. Component names keep to what OpenAPI allows: letters, digits, `.`, `-`, `_`.
 */
export function hoist(schema: JsonSchema, input: { name: string; schemas: Schemas }): JsonSchema {
  const { $schema: _schema, $defs, ...root } = schema
  const name = input.name.replace(/[^A-Za-z0-9._-]/g, '_')
  const definitions = isObject($defs) ? $defs : {}
  const rename = (ref: string): string => {
    if (ref === '#') return `#/components/schemas/${name}`
    const definition = /^#\/\$defs\/(.+)$/.exec(ref)?.[1]
    return definition === undefined ? ref : `#/components/schemas/${componentName(name, definition)}`
  }
  for (const [key, definition] of Object.entries(definitions))
    if (isObject(definition)) input.schemas[componentName(name, key)] = rewritten(definition, rename) as JsonSchema
  const own = rewritten(root, rename) as JsonSchema
  if (!refersToRoot(root) && !Object.values(definitions).some(refersToRoot)) return own
  input.schemas[name] = own
  return { $ref: `#/components/schemas/${name}` }
}

function componentName(name: string, definition: string): string {
  return `${name}.${definition.replace(/^_+/, '').replace(/[^A-Za-z0-9._-]/g, '_')}`
}

function rewritten(value: unknown, rename: (ref: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => rewritten(item, rename))
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, key === '$ref' && typeof item === 'string' ? rename(item) : rewritten(item, rename)]),
  )
}

function refersToRoot(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(refersToRoot)
  if (!isObject(value)) return false
  return value.$ref === '#' || Object.values(value).some(refersToRoot)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
