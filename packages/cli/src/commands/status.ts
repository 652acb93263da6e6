/** `liuchi status`: whether a server runs on this data directory and whether its stores answer. Starts nothing. */
import type { Command } from 'commander'
import { globalsOf } from '../command.ts'
import { Failure } from '../failure.ts'
import { openOutput } from '../output.ts'
import { dataDir, findServer } from '../server.ts'
import { say } from '../words.ts'

const READY_TIMEOUT_MS = 10_000

export function addStatus(program: Command): void {
  program
    .command('status')
    .description(say('服务是否在运行、是否就绪', 'whether the server runs and is ready'))
    .action(async (_options: unknown, command: Command) => {
      const output = openOutput(globalsOf(command))
      const server = await findServer()
      if (!server) {
        output.result({ running: false, dataDir: dataDir() }, () => say(`没有在运行（${dataDir()}）`, `Not running (${dataDir()})`))
        process.exitCode = 1
        return
      }
      const response = await fetch(`${server.url}/readyz`, { signal: AbortSignal.timeout(READY_TIMEOUT_MS) }).catch((error: unknown) => {
        throw new Failure(say(`${server.url} 没有回答：${String(error)}`, `${server.url} does not answer: ${String(error)}`))
      })
      const state = {
        running: true,
        ready: response.ok,
        url: server.url,
        dataDir: dataDir(),
        readiness: await response.json().catch(() => null),
      }
      const told = response.ok ? say('运行中，已就绪', 'running and ready') : say('运行中，尚未就绪', 'running, not ready')
      output.result(state, () => `${told}  ${server.url}${response.ok ? '' : `\n${JSON.stringify(state.readiness)}`}`)
      if (!response.ok) process.exitCode = 1
    })
}
