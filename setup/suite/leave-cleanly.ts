/** Test processes are ended by SIGTERM, which runs no exit handlers: with this they do, so that test worlds remove their folders. */
const LISTENING = Symbol.for('liuchi.test.leave-cleanly')
const marks = globalThis as { [LISTENING]?: true }

// Set-up files run again for every test file of a process.
if (!marks[LISTENING]) {
  marks[LISTENING] = true
  process.once('SIGTERM', () => process.exit())
}

export {}
