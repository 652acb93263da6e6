/** Runs the suite and ends with one plain line: what passed, failed and was skipped over everything. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from './child.mjs'
import { at, pinnedNode, root } from './paths.mjs'

/** Migrated databases that test worlds are copied from; worth keeping from run to run. */
const IMAGES = 'liuchi-test-images'
/** A test process that is being ended may still write. */
const REMOVE_RETRIES = 5

/**
 * @param {readonly string[]} args for vitest: names of files, `-t NAME`, `--project postgres`
 * @returns {Promise<number>} non-zero when anything failed, also a run that ended before its count
 */
export async function test(args) {
  const folder = runFolder()
  const countsFile = join(folder, 'counts.json')
  const env = { ...process.env, TMPDIR: folder, LIUCHI_TEST_COUNTS: countsFile }
  const code = await run(pinnedNode, [at('node_modules', 'vitest', 'vitest.mjs'), 'run', ...args], { cwd: root, env })
  const { passed, failed, skipped } = counted(countsFile)
  rmSync(folder, { recursive: true, force: true, maxRetries: REMOVE_RETRIES })
  const failures = code !== 0 && failed === 0 ? 1 : failed
  process.stdout.write(`\n${passed} passed, ${failures} failed, ${skipped} skipped\n`)
  return code !== 0 || failures === 0 ? code : 1
}

/** Everything temporary of a run lies in one folder and goes with it, also what killed processes leave behind. */
function runFolder() {
  const images = join(tmpdir(), IMAGES)
  mkdirSync(images, { recursive: true })
  const folder = mkdtempSync(join(tmpdir(), 'liuchi-test-'))
  symlinkSync(images, join(folder, IMAGES), 'junction')
  return folder
}

function counted(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return { passed: 0, failed: 0, skipped: 0 }
  }
}
