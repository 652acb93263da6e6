/** The commands of `liuchi`. */
import { Command, CommanderError } from 'commander'
import { addCall } from './commands/call.ts'
import { addEvents } from './commands/events.ts'
import { addFunnel } from './commands/funnel.ts'
import { addImport } from './commands/import.ts'
import { addKeys } from './commands/keys.ts'
import { addPerson } from './commands/person.ts'
import { addStatus } from './commands/status.ts'
import { Failure } from './failure.ts'
import { say } from './words.ts'

function buildProgram(): Command {
  const program = new Command('liuchi')
    .description(
      say('留池命令行：与运行中的服务对话，没有时自己打开存储', 'Liuchi: talks to the running server, or opens the stores itself'),
    )
    .option('--workspace <name>', say('工作区（默认 default）', 'workspace (default: default)'))
    .option('--json', say('只在标准输出打印 JSON', 'print JSON on stdout and nothing else'))
    .exitOverride()
  for (const add of [addImport, addEvents, addPerson, addFunnel, addKeys, addCall, addStatus]) add(program)
  for (const command of everyCommand(program)) command.exitOverride()
  return program
}

function everyCommand(command: Command): Command[] {
  return command.commands.flatMap((inner) => [inner, ...everyCommand(inner)])
}

/** Runs one command line; answers the exit code. Whatever goes wrong is one reason on stderr. */
export async function runProgram(args: readonly string[]): Promise<number> {
  try {
    await buildProgram().parseAsync(args, { from: 'user' })
    return Number(process.exitCode ?? 0)
  } catch (error) {
    // Commander has said what it had to say.
    if (error instanceof CommanderError) return error.exitCode
    process.stderr.write(
      `${error instanceof Failure ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    )
    return 1
  }
}
