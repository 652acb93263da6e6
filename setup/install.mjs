/** Installs what is missing. A stamp in node_modules says for which lock file it was complete. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join, sep } from 'node:path'
import { run, stopCode } from './child.mjs'
import { withLock } from './lock.mjs'
import { pinnedNodeRuns, repairPinnedNode } from './node-binary.mjs'
import { at, cacheFolder, pinnedNode, root } from './paths.mjs'
import { inWords, Refusal, say } from './say.mjs'

const PROGRESS_EVERY_MS = 10_000
const INSTALL_ATTEMPTS = 2

const lockFile = at('package-lock.json')
const stampFile = at('node_modules', '.liuchi-installed')

/** Makes node_modules agree with package-lock.json; silent when it already does. */
export async function ensureInstalled() {
  const wanted = fingerprint()
  if (isStamped(wanted)) return
  await withLock({
    path: join(cacheFolder, 'install.lock'),
    what: 'installs the dependencies',
    work: async () => {
      if (isStamped(wanted)) return
      if (!(isComplete() && pinnedNodeRuns())) await install()
      writeFileSync(stampFile, wanted)
    },
  })
}

function fingerprint() {
  return createHash('sha256').update(readFileSync(lockFile)).update(`${process.platform} ${process.arch}`).digest('hex')
}

function isStamped(wanted) {
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted && existsSync(pinnedNode)
}

/** npm leaves its own list of what it installed: somebody's `npm install` needs no second one. */
function isComplete() {
  const listFile = at('node_modules', '.package-lock.json')
  if (!existsSync(listFile)) return false
  return agrees(JSON.parse(readFileSync(lockFile, 'utf8')).packages, JSON.parse(readFileSync(listFile, 'utf8')).packages)
}

/**
 * Whether everything the lock file wants is installed in that version. Optional packages may be missing: they are for other platforms.
 * @param {Record<string, {version?: string, integrity?: string, optional?: boolean, link?: boolean}>} wanted `packages` of package-lock.json
 * @param {Record<string, {version?: string, integrity?: string}>} installed `packages` of npm's own list in node_modules
 */
export function agrees(wanted, installed) {
  const missing = Object.entries(wanted).find(([path, entry]) => {
    if (!path.includes('node_modules/')) return false
    const found = installed[path]
    if (found === undefined) return !entry.optional
    return found.version !== entry.version || found.integrity !== entry.integrity
  })
  return missing === undefined
}

async function install() {
  const began = Date.now()
  say('installing the dependencies; the first time takes a minute or two')
  for (let attempt = 1; ; attempt++) {
    const code = await npmInstall(began)
    if (code === 0) break
    if (stopCode() !== undefined) process.exit(stopCode())
    if (attempt === INSTALL_ATTEMPTS) {
      throw new Refusal(`npm install failed with code ${code}; its reason is above, and running this again tries again`)
    }
    say('npm install failed, trying once more')
  }
  if (!pinnedNodeRuns()) await repairPinnedNode(() => npmInstall(began))
  if (!isComplete()) disagree()
  say(`installed in ${inWords(Date.now() - began)}`)
}

/**
 * `install --no-save` and not `ci`: it leaves what is right in place under programs that are still running, and it takes a lock file that was
 * written where a registry has no packages for other platforms. What `ci` would have refused is found afterwards by comparing.
 */
async function npmInstall(began) {
  const report = () => say(`still installing: ${installedPackages()} packages after ${inWords(Date.now() - began)}`)
  const progress = setInterval(report, PROGRESS_EVERY_MS)
  const { command, args, env } = npm()
  // The pinned Node comes by install script, and tools are needed to build: ask for both whatever the user's settings say.
  const flags = ['install', '--no-save', '--include=dev', '--ignore-scripts=false', '--no-audit', '--no-fund', '--loglevel=error']
  try {
    return await run(command, [...args, ...flags], { cwd: root, env, stdio: ['ignore', 2, 2] })
  } finally {
    clearInterval(progress)
  }
}

function disagree() {
  const words = 'package.json and package-lock.json do not agree: run “npm install” and commit the lock file'
  if (process.env.CI === 'true') throw new Refusal(words)
  say(words)
}

function installedPackages() {
  const folder = at('node_modules')
  if (!existsSync(folder)) return 0
  return readdirSync(folder).reduce((sum, name) => {
    if (name.startsWith('.')) return sum
    return sum + (name.startsWith('@') ? readdirSync(join(folder, name)).length : 1)
  }, 0)
}

/** How to call the npm that started us, with a Node that does not lie in the folder npm is about to empty. */
function npm() {
  const path = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => !folder.includes(`${sep}node_modules${sep}.bin`))
    .join(delimiter)
  const env = { ...process.env, PATH: path }
  const { npm_execpath: script, npm_node_execpath: node } = process.env
  if (script?.endsWith('npm-cli.js') && node && existsSync(node) && !node.includes(`${sep}node_modules${sep}`)) {
    return { command: node, args: [script], env: { ...env, PATH: [dirname(node), path].join(delimiter) } }
  }
  return { command: process.platform === 'win32' ? 'npm.cmd' : 'npm', args: [], env }
}
