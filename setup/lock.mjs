/** One at a time across processes: a file that names its holder. A holder that died is succeeded, not waited for. */
import { linkSync, mkdirSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Refusal, say } from './say.mjs'

const POLL_MS = 200
const MAX_WAIT_MS = 20 * 60_000
/** Where a start time cannot be read, a lock older than this belongs to a dead process whose number was given away again. */
const MAX_AGE_MS = 60 * 60_000

/**
 * Runs `work` while holding the lock at `path`.
 * @template T
 * @param {{path: string, what: string, work: () => Promise<T>, maxWaitMs?: number}} input `what` completes "waiting for another script that …"
 * @returns {Promise<T>}
 */
export async function withLock({ path, what, work, maxWaitMs = MAX_WAIT_MS }) {
  const mine = await acquire({ path, what, maxWaitMs })
  const release = () => {
    if (read(path) === mine) remove(path)
  }
  process.once('exit', release)
  try {
    return await work()
  } finally {
    process.removeListener('exit', release)
    release()
  }
}

async function acquire({ path, what, maxWaitMs }) {
  mkdirSync(dirname(path), { recursive: true })
  const mine = JSON.stringify({ pid: process.pid, started: startOf(process.pid), at: Date.now() })
  const deadline = Date.now() + maxWaitMs
  let told = false
  for (;;) {
    if (create(path, mine) && read(path) === mine) return mine
    const theirs = read(path)
    if (theirs !== undefined && isDead(theirs)) {
      succeed(path, theirs)
      continue
    }
    if (Date.now() > deadline) throw new Refusal(`gave up waiting for another script that ${what}; if none is running, delete ${path}`)
    if (!told) say(`waiting for another script that ${what}`)
    told = true
    await pause(POLL_MS)
  }
}

function create(path, content) {
  // Written aside and linked into place: nobody ever sees a lock without its holder's name.
  const draft = `${path}.${process.pid}`
  writeFileSync(draft, content)
  try {
    linkSync(draft, path)
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
    return false
  } finally {
    remove(draft)
  }
}

/** Takes a dead holder's file away. Two may try at once: whoever moved a living lock by mistake puts it back. */
function succeed(path, theirs) {
  const aside = `${path}.${process.pid}.dead`
  try {
    renameSync(path, aside)
  } catch (error) {
    if (error.code === 'ENOENT') return
    throw error
  }
  if (read(aside) !== theirs) {
    try {
      linkSync(aside, path)
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
  }
  remove(aside)
}

function isDead(content) {
  let holder
  try {
    holder = JSON.parse(content)
  } catch {
    return true
  }
  if (!isAlive(holder.pid)) return true
  const started = startOf(holder.pid)
  return started === undefined ? Date.now() - holder.at > MAX_AGE_MS : started !== holder.started
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/** Start time of a process in clock ticks since boot (Linux), so that a reused number is not taken for the holder. */
function startOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[19]
  } catch {
    return undefined
  }
}

function read(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

function remove(path) {
  try {
    unlinkSync(path)
  } catch {
    // Already gone: that is what was wanted.
  }
}
