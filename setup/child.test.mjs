/** Signals reach the program that is waited for, once, and its exit code comes back. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { capture, run } from './child.mjs'

const module = new URL('./child.mjs', import.meta.url).href

/** A bootstrap of our own around a server that counts its signals and takes a moment to stop. */
function bootstrap(wrap = (command, args) => ({ command, args }), env = {}) {
  const server = `let count = 0
    process.on('SIGTERM', () => { if (++count === 1) setTimeout(() => { console.log('signals ' + count); process.exit(0) }, 300) })
    process.on('SIGINT', () => {})
    setInterval(() => {}, 1000)
    console.log('ready ' + process.pid)`
  const code = `const { run } = await import(${JSON.stringify(module)})
    process.exitCode = await run(process.execPath, ['-e', ${JSON.stringify(server)}])`
  const { command, args } = wrap(process.execPath, ['--input-type=module', '-e', code])
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'], detached: true, env: { ...process.env, ...env } })
  return { child, lines: createInterface(child.stdout)[Symbol.asyncIterator]() }
}

const line = async (lines) => (await lines.next()).value

test('two signals to the bootstrap stop the server once, and gracefully', async () => {
  const { child, lines } = bootstrap()
  expect(await line(lines)).toMatch(/^ready/)
  child.kill('SIGTERM')
  child.kill('SIGINT')
  expect(await line(lines)).toBe('signals 1')
  expect((await once(child, 'exit'))[0]).toBe(0)
})

test('a signal to the server alone ends the bootstrap with its code', async () => {
  const { child, lines } = bootstrap()
  const pid = Number((await line(lines)).split(' ')[1])
  process.kill(pid, 'SIGTERM')
  expect(await line(lines)).toBe('signals 1')
  expect((await once(child, 'exit'))[0]).toBe(0)
})

test('a signal to the whole group does no harm', async () => {
  const { child, lines } = bootstrap()
  await line(lines)
  process.kill(-child.pid, 'SIGTERM')
  expect(await line(lines)).toMatch(/^signals [12]$/)
  expect((await once(child, 'exit'))[0]).toBe(0)
})

test.skipIf(process.platform === 'win32')('the death of npm and its shell stops the server too', async () => {
  const inShell = (command, args) => ({ command: 'sh', args: ['-c', '"$0" "$@"; true', command, ...args] })
  const { child, lines } = bootstrap(inShell, { npm_lifecycle_event: 'start' })
  expect(await line(lines)).toMatch(/^ready/)
  child.kill('SIGTERM')
  expect(await line(lines)).toBe('signals 1')
})

test('exit codes come back, also of a program that was killed', async () => {
  expect(await run(process.execPath, ['-e', 'process.exit(7)'])).toBe(7)
  expect(await run(process.execPath, ['-e', 'process.kill(process.pid, "SIGKILL")'])).toBe(137)
})

test('output is kept when asked for', async () => {
  const { code, output } = await capture(process.execPath, ['-e', 'console.log("out"); console.error("err"); process.exit(2)'])
  expect({ code, output: output.split('\n').sort().join() }).toEqual({ code: 2, output: ',err,out' })
})

test('a program that is not there is a refusal in words', async () => {
  await expect(run('/nowhere/program', [])).rejects.toThrow('could not run /nowhere/program')
})
