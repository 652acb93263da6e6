/** Builds the console when its sources or the contracts it compiles in have changed since the last build. */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { capture, stopCode } from './child.mjs'
import { filesOf, fingerprint } from './fingerprint.mjs'
import { withLock } from './lock.mjs'
import { at, cacheFolder, pinnedNode, root } from './paths.mjs'
import { inWords, Refusal, say } from './say.mjs'

const sources = ['src', 'public', 'index.html', 'vite.config.ts', 'package.json', 'tsconfig.json'].map((name) => `packages/console/${name}`)
const serverSources = 'packages/server/src'
const contracts = /(^|[\\/])(contract|endpoints)\.ts$/
const imported = /from '(\.[^']+\.ts)'/g

const dist = at('packages', 'console', 'dist')
const stampFile = join(dist, '.built-from')

/** Leaves a fresh build in packages/console/dist; silent when the one there is fresh. */
export async function ensureConsole() {
  if (isFresh(wantedStamp())) return
  await withLock({
    path: join(cacheFolder, 'console.lock'),
    what: 'builds the console',
    work: async () => {
      const wanted = wantedStamp()
      if (!isFresh(wanted)) await build(wanted)
    },
  })
}

function wantedStamp() {
  const console = fingerprint({ root, paths: [...sources, 'package-lock.json'] })
  const compiledIn = contractFiles()
  const server = fingerprint({ root, paths: [serverSources], wants: (path) => compiledIn.has(path) })
  return `${console} ${server}`
}

/** The contracts and whatever they import. */
function contractFiles() {
  const found = new Set(filesOf(at(serverSources)).filter((path) => contracts.test(path)))
  // A set goes on over what is added meanwhile.
  for (const path of found) for (const [, name] of readFileSync(path, 'utf8').matchAll(imported)) found.add(join(dirname(path), name))
  return found
}

function isFresh(wanted) {
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted
}

async function build(wanted) {
  const began = Date.now()
  say('building the console')
  // Built aside and moved into place: a server that is running from the old build never sees half of the new one.
  const next = join(cacheFolder, `console-${process.pid}`)
  const old = `${next}.old`
  const args = [at('node_modules', 'vite', 'bin', 'vite.js'), 'build', '--outDir', next, '--emptyOutDir', '--logLevel', 'warn']
  try {
    const { code, output } = await capture(pinnedNode, args, { cwd: at('packages', 'console') })
    if (stopCode() !== undefined) process.exit(stopCode())
    if (code !== 0) throw new Refusal(`the console could not be built:\n${output}`)
    writeFileSync(join(next, '.built-from'), wanted)
    mkdirSync(cacheFolder, { recursive: true })
    if (existsSync(dist)) renameSync(dist, old)
    renameSync(next, dist)
  } finally {
    rmSync(next, { recursive: true, force: true })
    rmSync(old, { recursive: true, force: true })
  }
  say(`console built in ${inWords(Date.now() - began)}`)
}
