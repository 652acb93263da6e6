/** `liuchi person KIND:VALUE`: who that is, and what they did last. */
import type { Command } from 'commander'
import { ask } from '../api.ts'
import { type Context, withServer } from '../command.ts'
import { table } from '../output.ts'
import { say } from '../words.ts'

const TIMELINE_EVENTS = 10

interface Person {
  readonly id: string
  readonly identifiers: readonly { readonly kind: string; readonly value: string }[]
  readonly traits: Readonly<Record<string, unknown>>
}

interface TimelineEvent {
  readonly time: string
  readonly name: string
  readonly properties: Readonly<Record<string, unknown>>
}

export function addPerson(program: Command): void {
  program
    .command('person')
    .description(say('查一位客户', 'look a person up'))
    .argument('<kind:value>', 'user_id:42, phone:13800138000, unionid:…')
    .action((identifier: string, _options: unknown, command: Command) => withServer(command, (context) => showPerson(context, identifier)))
}

async function showPerson({ server, workspace, output }: Context, identifier: string): Promise<void> {
  const { items } = (await ask(server, { path: '/persons', query: { identifier }, workspace })) as { items?: readonly Person[] }
  const person = items?.[0]
  if (!person) {
    output.result({ person: null }, () => say(`没有人是 ${identifier}`, `Nobody is ${identifier}`))
    return
  }
  const timeline = await ask(server, { path: `/persons/${person.id}/timeline`, query: { limit: TIMELINE_EVENTS }, workspace })
  output.result({ person, timeline: timeline.items }, () => words(person, (timeline.items ?? []) as readonly TimelineEvent[]))
}

function words(person: Person, events: readonly TimelineEvent[]): string {
  const traits = Object.entries(person.traits ?? {}).map(([name, value]) => [name, plain(value)])
  return [
    say(`客户 ${person.id}`, `person ${person.id}`),
    ...person.identifiers.map(({ kind, value }) => `  ${kind}:${value}`),
    ...(traits.length > 0 ? ['', table([say('特征', 'trait'), say('值', 'value')], traits)] : []),
    ...(events.length > 0
      ? [
          '',
          table(
            [say('时间', 'time'), say('事件', 'event'), say('属性', 'properties')],
            events.map((event) => [event.time, event.name, JSON.stringify(event.properties)]),
          ),
        ]
      : []),
  ].join('\n')
}

/** A trait may come with its source and time. */
function plain(value: unknown): string {
  const inner = typeof value === 'object' && value !== null && 'value' in value ? value.value : value
  return typeof inner === 'string' ? inner : JSON.stringify(inner)
}
