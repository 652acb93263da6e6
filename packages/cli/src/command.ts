/** What all commands share: the global options, a server for as long as the command runs, texts of repeated options. */
import type { Command } from 'commander'
import { Failure } from './failure.ts'
import { type Output, openOutput } from './output.ts'
import { openServer, type Server } from './server.ts'
import { say } from './words.ts'

export interface Globals {
  readonly json: boolean
  readonly workspace: string | undefined
}

export interface Context extends Globals {
  readonly server: Server
  readonly output: Output
}

export function globalsOf(command: Command): Globals {
  const { json, workspace } = command.optsWithGlobals<{ json?: boolean; workspace?: string }>()
  return { json: json === true, workspace }
}

/** Runs the work against a server and closes it afterwards. */
export async function withServer(command: Command, work: (context: Context) => Promise<void>): Promise<void> {
  const globals = globalsOf(command)
  const server = await openServer()
  try {
    await work({ ...globals, server, output: openOutput(globals) })
  } finally {
    await server.close()
  }
}

/** For options that may stand several times. */
export function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value]
}

/** `name=value` pairs; the last `=` divides when `last`, names of columns may hold one. */
export function pairs(texts: readonly string[], option: string, input: { last?: boolean } = {}): Record<string, string> {
  return Object.fromEntries(
    texts.map((text) => {
      const at = input.last ? text.lastIndexOf('=') : text.indexOf('=')
      if (at <= 0) throw new Failure(say(`${option} 要写成 名=值，收到“${text}”`, `${option} takes NAME=VALUE, not “${text}”`))
      return [text.slice(0, at), text.slice(at + 1)]
    }),
  )
}
