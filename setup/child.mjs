/** Running other programs: in our process group, with our signals passed on, and their exit code handed back. */
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { Refusal } from './say.mjs'

const FORWARDED = ['SIGTERM', 'SIGINT', 'SIGHUP']
const ORPHAN_CHECK_MS = 500

let stoppedBy

/** The exit code of a script that a signal asked to end, undefined as long as none did. */
export function stopCode() {
  return stoppedBy === undefined ? undefined : 128 + constants.signals[stoppedBy]
}

/**
 * Starts a program. A SIGTERM, SIGINT or SIGHUP to us becomes one SIGTERM to it, and so does the death of the npm that runs us: npm ends
 * at a SIGTERM with the shell between us, and passes nothing on.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} [options] `stdio` is inherited unless told otherwise
 * @returns {{child: import('node:child_process').ChildProcess, stop: () => void, ended: Promise<number>}}
 *   `ended` gives the exit code, 128 + number when a signal ended it
 */
export function launch(command, args, options = {}) {
  const child = spawn(command, args, { stdio: 'inherit', ...options })
  let asked = false
  const stop = () => {
    if (!asked) child.kill('SIGTERM')
    asked = true
  }
  const forward = (signal) => {
    stoppedBy ??= signal
    stop()
  }
  for (const signal of FORWARDED) process.on(signal, forward)
  const parent = process.ppid
  const orphanCheck = setInterval(() => process.ppid === parent || forward('SIGTERM'), ORPHAN_CHECK_MS)
  if (process.env.npm_lifecycle_event === undefined) clearInterval(orphanCheck)
  const ended = new Promise((resolve, reject) => {
    child.once('error', (error) => reject(new Refusal(`could not run ${command}: ${error.message}`)))
    child.once('close', (code, signal) => resolve(code ?? 128 + constants.signals[signal]))
  }).finally(() => {
    clearInterval(orphanCheck)
    for (const signal of FORWARDED) process.removeListener(signal, forward)
  })
  return { child, stop, ended }
}

/**
 * Starts a program and waits for it.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<number>}
 */
export function run(command, args, options) {
  return launch(command, args, options).ended
}

/**
 * Like `run`, with stdout and stderr kept together instead of shown.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<{code: number, output: string}>}
 */
export async function capture(command, args, options) {
  const { child, ended } = launch(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  const parts = []
  child.stdout.on('data', (part) => parts.push(part))
  child.stderr.on('data', (part) => parts.push(part))
  const code = await ended
  return { code, output: Buffer.concat(parts).toString() }
}
