/** `liuchi events count --name NAME`: how many events, and a sum. */
import type { Command } from 'commander'
import { ask } from '../api.ts'
import { type Context, collect, withServer } from '../command.ts'
import { count } from '../output.ts'
import { say } from '../words.ts'

interface Options {
  readonly name: string[]
  readonly from?: string
  readonly to?: string
  readonly person?: string
  readonly sum?: string
}

export function addEvents(program: Command): void {
  const events = program.command('events').description(say('事件', 'events'))
  events
    .command('count')
    .description(say('事件次数与合计', 'how many events, and a sum'))
    .requiredOption('--name <name>', say('事件名，可多次', 'name of the event; may be repeated'), collect)
    .option('--from <time>', say('从（含）', 'from, included'))
    .option('--to <time>', say('到（不含）', 'to, not included'))
    .option('--person <id|kind:value>', say('只算这位客户', 'of this person only'))
    .option('--sum <property>', say('要合计的属性，如 amount', 'property to add up, for example amount'))
    .action((options: Options, command: Command) => withServer(command, (context) => countEvents(context, options)))
}

async function countEvents(context: Context, { name, from, to, person, sum }: Options): Promise<void> {
  const { server, workspace, output } = context
  const personIds = person === undefined ? undefined : await findPersons(context, person)
  const answer =
    personIds?.length === 0
      ? { count: 0, ...(sum !== undefined && { sum: 0 }) }
      : await ask(server, { path: '/events/count', query: { name, from, to, personId: personIds?.[0], sum }, workspace })
  output.result(answer, () => (sum === undefined ? count(answer.count) : `${count(answer.count)}  ${sum} = ${answer.sum ?? 0}`))
}

/** An id is itself; `KIND:VALUE` is looked up. */
async function findPersons({ server, workspace }: Context, person: string): Promise<string[]> {
  if (!person.includes(':')) return [person]
  const { items } = await ask(server, { path: '/persons', query: { identifier: person }, workspace })
  return Array.isArray(items) ? items.map((found: { id: string }) => found.id) : []
}
