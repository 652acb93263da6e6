/** Serves the playground page without a build: TypeScript with its types stripped, and the two libraries as they lie in node_modules. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { FastifyInstance, FastifyReply } from 'fastify'

const BASE = '/_sandbox/page'

/** What the page imports by name, and where it lies. */
const LIBRARIES = [
  { name: 'preact', file: 'preact.mjs' },
  { name: 'preact/hooks', file: 'hooks.mjs' },
  { name: 'htm', file: 'htm.mjs' },
  { name: 'htm/preact', file: 'htm-preact.mjs' },
] as const

const IMPORT_MAP = JSON.stringify({
  imports: Object.fromEntries(LIBRARIES.map(({ name, file }) => [name, `${BASE}/libraries/${file}`])),
})

/** The import map is the one inline script; pictures of messages may come from anywhere. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  `script-src 'self' 'sha256-${createHash('sha256').update(IMPORT_MAP).digest('base64')}'`,
  'img-src * data:',
  "object-src 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

const PAGE = `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>WeChat sandbox</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${BASE}/style.css">
<script type="importmap">${IMPORT_MAP}</script>
<script type="module" src="${BASE}/main.ts"></script>
</head>
<body><div id="app"></div></body>
</html>
`

export function sendPage(reply: FastifyReply): FastifyReply {
  return reply.header('content-security-policy', CONTENT_SECURITY_POLICY).type('text/html; charset=utf-8').send(PAGE)
}

export function assetRoutes(app: FastifyInstance): void {
  const kept = new Map<string, string>()
  const keep = (key: string, read: () => string) => {
    const text = kept.get(key) ?? read()
    kept.set(key, text)
    return text
  }
  app.get<{ Params: { file: string } }>(`${BASE}/:file`, (request, reply) => {
    const { file } = request.params
    if (!/^[a-z][a-z-]*\.(ts|css)$/.test(file) || file.endsWith('.test.ts')) return reply.callNotFound()
    const isStyle = file.endsWith('.css')
    try {
      const text = keep(file, () => {
        const source = readFileSync(new URL(`./page/${file}`, import.meta.url), 'utf8')
        return isStyle ? source : stripTypeScriptTypes(source)
      })
      return reply.type(isStyle ? 'text/css; charset=utf-8' : 'text/javascript; charset=utf-8').send(text)
    } catch {
      return reply.callNotFound()
    }
  })
  app.get<{ Params: { file: string } }>(`${BASE}/libraries/:file`, (request, reply) => {
    const library = LIBRARIES.find(({ file }) => file === request.params.file)
    if (!library) return reply.callNotFound()
    const path = fileURLToPath(import.meta.resolve(library.name))
    return reply.type('text/javascript; charset=utf-8').send(keep(library.name, () => readFileSync(path, 'utf8')))
  })
}
