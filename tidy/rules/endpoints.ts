/**
 * Every endpoint is listed once, says who may call it and what it does in both languages, and is called by a test over HTTP.
 * A test counts as such when it imports the endpoint from its contract and hands it to a call (`caller.call(createKey, …)`), or when its text
 * holds the endpoint's name in quotes, `METHOD /path` as declared, or a URL that fits the path, with the method in quotes unless it is GET.
 */
import type { Endpoint } from '../../packages/server/src/platform/contract.ts'
import { type DeclaredEndpoint, ENDPOINTS_PATH, loadDeclaredEndpoints, loadEndpoints } from '../endpoint-list.ts'
import { resolveImport } from '../resolve.ts'
import type { Finding, Rule } from '../rule.ts'
import type { Tree, TreeFile } from '../tree.ts'

const NAME = /^[a-z][a-zA-Z_]*(\.[a-z][a-zA-Z0-9_]*)+$/
const ACCESS = /^(public|signedIn|[a-z][a-zA-Z_]*(\.[a-zA-Z_]+)+)$/
const PATH = /^(\/(:[a-z][a-zA-Z]*|[a-z0-9][a-z0-9.-]*))+$/
const CHINESE = /\p{Script=Han}/u
const HTTP_TEST = /^(packages\/(server|cli|console)\/src|tests)\/.+\.test\.tsx?$/

export const endpointsRule: Rule = {
  name: 'endpoints',
  about: 'every endpoint is listed, has an access and is called by a test over HTTP',
  check: async (tree) => {
    const endpoints = await loadEndpoints(tree)
    if (endpoints === undefined) return [{ path: ENDPOINTS_PATH, says: 'the list of endpoints is missing' }]
    const declared = await loadDeclaredEndpoints(tree)
    const unlisted = declared
      .filter(({ endpoint }) => !endpoints.includes(endpoint))
      .map(({ path, endpoint }) => ({ path, says: `${endpoint.name} is not listed in ${ENDPOINTS_PATH}` }))
    return [...unlisted, ...declarationFindings(endpoints), ...untested(tree, declared)]
  },
}

export function declarationFindings(endpoints: readonly Endpoint[]): Finding[] {
  const seen = new Set<string>()
  const says = endpoints.flatMap((endpoint) => {
    const { name, method, path, access, summary } = endpoint
    const route = `${method} ${path.replace(/:[^/]+/g, ':')}`
    const wrong: string[] = []
    if (!NAME.test(name)) wrong.push('the name is not of the form area.what_it_does')
    if (!PATH.test(path)) wrong.push(`the path ${path} has parts that are neither plain nor :parameters`)
    if (!ACCESS.test(access)) wrong.push(`the access “${access}” is neither public, signedIn nor a permission like events.read`)
    if (!CHINESE.test(summary.zh)) wrong.push('the summary has no Chinese words')
    if (summary.en.trim() === '' || CHINESE.test(summary.en)) wrong.push('the summary has no English words')
    if (seen.has(name)) wrong.push('the name is taken')
    if (seen.has(route)) wrong.push(`${method} ${path} is taken`)
    seen.add(name).add(route)
    return wrong.map((one) => `${name}: ${one}`)
  })
  return says.map((one) => ({ path: ENDPOINTS_PATH, says: one }))
}

export function untested(tree: Tree, declared: readonly DeclaredEndpoint[]): Finding[] {
  const tests = tree.files.filter(({ path }) => HTTP_TEST.test(path))
  return declared
    .filter((one) => !tests.some((test) => handsOver(test, one) || callOf(one.endpoint)(test.text())))
    .map(({ path, endpoint }) => ({ path, says: `no test calls ${endpoint.name} (${endpoint.method} ${endpoint.path}) over HTTP` }))
}

function handsOver(test: TreeFile, { path, exportedAs }: DeclaredEndpoint): boolean {
  const imported = test.code().imports.some((one) => {
    return !one.typeOnly && one.names.includes(exportedAs) && resolveImport(test.path, one.specifier) === path
  })
  return imported && new RegExp(`\\(\\s*${exportedAs}\\s*[,)]`).test(test.text())
}

function callOf({ name, method, path }: Endpoint): (test: string) => boolean {
  const parts = path.split('/').map((part) => (part.startsWith(':') ? '(?:\\$\\{[^}]+\\}|[^/\'"`?\\s$]+)' : part.replaceAll('.', '\\.')))
  const url = new RegExp(`${parts.join('/')}(?![\\w/-])`)
  const quoted = new RegExp(`['"\`]${name.replaceAll('.', '\\.')}['"\`]`)
  const verb = new RegExp(`['"\`]${method}['" \`]`)
  return (test) => quoted.test(test) || test.includes(`${method} ${path}`) || (url.test(test) && (method === 'GET' || verb.test(test)))
}
