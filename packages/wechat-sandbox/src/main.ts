/** `npm run sandbox -- --port 9300 [--data DIR]`: the sandbox alone. */
import { Command, InvalidArgumentError } from 'commander'
import Fastify from 'fastify'
import { openSandbox } from './sandbox.ts'

const DEFAULT_PORT = 9_300
const MAX_PORT = 65_535

function readPort(text: string): number {
  const port = Number(text)
  if (!Number.isInteger(port) || port < 0 || port > MAX_PORT)
    throw new InvalidArgumentError(`a port is a whole number from 0 to ${MAX_PORT}`)
  return port
}

const program = new Command('sandbox')
  .description('A local WeChat: the platform’s interfaces, signed callbacks and people at http://127.0.0.1:PORT/_sandbox')
  .option('--port <number>', 'port at 127.0.0.1; 0 takes a free one', readPort, DEFAULT_PORT)
  .option('--data <folder>', 'where the world is kept; without it the world ends with the process')
  .parse()

const { port, data: folder } = program.opts<{ port: number; data?: string }>()
const say = (line: string) => process.stdout.write(`${line}\n`)
const complain = (error: unknown) => process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)

/** Runs until a signal comes. */
async function serve(): Promise<void> {
  const sandbox = openSandbox({ ...(folder && { folder }), report: complain })
  const app = Fastify()
  await app.register(sandbox.routes)
  const stop = async () => {
    await app.close()
    await sandbox.close()
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop())
  try {
    const address = await app.listen({ port, host: '127.0.0.1' })
    if (folder && !sandbox.hasWorld())
      say('No world here yet, or one of an older version: make one on the page or with POST /_sandbox/world')
    say(`WeChat sandbox ready at ${address}/_sandbox${folder ? ` (world kept in ${folder})` : ''}`)
  } catch (error) {
    await stop()
    throw error
  }
}

try {
  await serve()
} catch (error) {
  complain(error)
  process.exitCode = 1
}
