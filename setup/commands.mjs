/** What each npm script does once everything is installed. Every command answers with its exit code. */
import { resolve } from 'node:path'
import { check } from './check.mjs'
import { run } from './child.mjs'
import { ensureConsole } from './console-build.mjs'
import { dev } from './dev.mjs'
import { at, pinnedNode, root, serverFlags } from './paths.mjs'
import { test } from './test.mjs'

/** @type {Record<string, (args: readonly string[]) => Promise<number>>} */
export const commands = { start, liuchi, bench, sandbox, fix, check, test, dev }

async function start(args) {
  await ensureConsole()
  return run(pinnedNode, [...serverFlags(), at('packages', 'server', 'src', 'main.ts'), ...args], { cwd: root })
}

function liuchi(args) {
  // Files are named from where the caller stands, the data directory from the checkout, as `npm start` does.
  const env = { ...process.env, LIUCHI_DATA_DIR: resolve(root, process.env.LIUCHI_DATA_DIR ?? 'data') }
  return run(pinnedNode, [at('packages', 'cli', 'src', 'main.ts'), ...args], { cwd: callerFolder(), env })
}

function bench(args) {
  return run(pinnedNode, [at('bench', 'main.ts'), ...args], { cwd: root })
}

/** The data folder is named from where the caller stands. */
function sandbox(args) {
  return run(pinnedNode, [at('packages', 'wechat-sandbox', 'src', 'main.ts'), ...args], { cwd: callerFolder() })
}

function fix(args) {
  return run(pinnedNode, [at('node_modules', '.bin', 'biome'), 'check', '--write', ...(args.length > 0 ? args : ['.'])], { cwd: root })
}

/** npm moves to the checkout before it runs a script and leaves a note of where it was called. */
function callerFolder() {
  return process.cwd() === root && process.env.INIT_CWD ? process.env.INIT_CWD : process.cwd()
}
