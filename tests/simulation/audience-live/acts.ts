/** Doing one command to the program. What it refuses is part of life. */
import { archiveAudience, changeAudience } from '../../../packages/server/src/modules/audience/audiences.ts'
import { publishCopies } from '../../../packages/server/src/modules/audience/copies/publish.ts'
import { runLive } from '../../../packages/server/src/modules/audience/live/run.ts'
import { TURN_MS, takeTurn } from '../../../packages/server/src/modules/audience/live/turn.ts'
import { addEntry } from '../../../packages/server/src/modules/compliance/consents/ledger.ts'
import { publishPeople } from '../../../packages/server/src/modules/events/people/publish.ts'
import { mergePeople } from '../../../packages/server/src/modules/identity/links/link.ts'
import { unmerge } from '../../../packages/server/src/modules/identity/links/unmerge.ts'
import { addTagByHand, removeTagByHand } from '../../../packages/server/src/modules/identity/tags/by-hand.ts'
import { editTraits } from '../../../packages/server/src/modules/identity/trait-edit.ts'
import { sql } from '../../../packages/server/src/platform/db/index.ts'
import { AppError } from '../../../packages/server/src/platform/errors.ts'
import type { Handles } from '../../../packages/server/src/platform/handles.ts'
import type { Command } from './commands.ts'
import { CITIES, EVENT_NAMES, ruleAt, TAG } from './rules.ts'
import { atomsOf, found, type Stage } from './stage.ts'

const PEOPLE = 3
const DEVICES = 2
const at = <T>(list: readonly T[], pick: number): T | undefined => list[pick % list.length]

/** Answers nothing when it was done, or was refused as it may be. */
export async function act(stage: Stage, command: Command): Promise<void> {
  stage.story.push(JSON.stringify(command))
  try {
    await acts[command.do](stage, command as never)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    stage.story.push(`refused: ${error.code}`)
  }
}

type Act<Name extends Command['do']> = (stage: Stage, command: Extract<Command, { do: Name }>) => Promise<unknown>

const link: Act<'link'> = async (stage, command) => {
  const { handles, workspaceId } = stage
  if (command.undo) {
    const { rows } = await sql<{ id: number; a: number }>`
      select id, a from identity_merges where workspace_id = ${workspaceId} and undone_at is null order by id`.execute(handles.db)
    const merge = at(rows, command.a)
    return merge && unmerge(handles, { workspaceId, person: merge.a, mergeId: merge.id, by: 'test' })
  }
  const atoms = await atomsOf(stage)
  const [a, b] = [at(atoms, command.a), at(atoms, command.b)]
  if (a !== undefined && b !== undefined && a !== b)
    await mergePeople(handles, { workspaceId, a, b, cause: 'request', by: 'test', evidence: 'test' })
}

const describe: Act<'describe'> = async (stage, command) => {
  const { handles, workspaceId } = stage
  const person = at(await atomsOf(stage), command.who)
  if (person === undefined) return
  const named = { workspaceId, personId: String(person), name: TAG, value: undefined, by: 'test' }
  if (command.by === 'tag') return command.value % 2 === 0 ? addTagByHand(handles, named) : removeTagByHand(handles, named)
  const city = CITIES[command.value % (CITIES.length + 1)]
  await editTraits(handles, {
    workspaceId,
    person,
    set: city === undefined ? {} : { city },
    unset: city === undefined ? ['city'] : [],
    by: 'test',
  })
}

const acts: { readonly [Name in Command['do']]: Act<Name> } = {
  event: async (stage, { who, with: other, name, agoMs, yuan }) => {
    const { collector, workspaceId, business } = stage
    const user = { kind: 'user_id', value: `u${who % PEOPLE}` }
    const device = { kind: 'device_id', value: `d${other % DEVICES}` }
    const phone = { kind: 'phone', value: `+861380013800${who % PEOPLE}` }
    const identifiers = [[user], [user], [device], [user, device], [phone, user], []][other % 6] ?? []
    stage.events++
    await collector.collect({
      workspaceId,
      receivedAt: business.at,
      events: [
        {
          messageId: `${workspaceId}-${stage.events}`,
          type: 'track',
          name: at(EVENT_NAMES, name) ?? 'view',
          timestamp: business.at - agoMs,
          identifiers,
          // Few numbers, so that cancellations find orders: their own, of others, and of nobody known.
          properties: { orderNo: `n${yuan % 4}` },
          context: {},
          amount: String(yuan),
          source: 'server',
        },
      ],
    })
  },
  link,
  describe,
  withdraw: async (stage, { who, granted }) => {
    const { handles, workspaceId, business } = stage
    const person = at(await atomsOf(stage), who)
    if (person === undefined) return
    const state = granted ? 'granted' : 'withdrawn'
    const entry = {
      purpose: 'marketing',
      channel: 'sms' as const,
      proof: undefined,
      guardian: undefined,
      at: business.at,
      by: 'test',
      source: 'test',
    }
    await addEntry(handles, { workspaceId, timeZone: 'Asia/Shanghai', personId: String(person), state, ...entry })
  },
  pass: async ({ business }, { ms }) => {
    business.at += ms
  },
  found: (stage, { rule }) => found(stage, rule),
  rewrite: async ({ handles, workspaceId, audiences }, { audience, rule }) => {
    const id = at(audiences, audience)
    const first = audiences[0] === id ? undefined : String(audiences[0])
    if (id !== undefined)
      await changeAudience(handles, { workspaceId, id, timeZone: 'Asia/Shanghai', rule: ruleAt(rule, first), by: 'test' })
  },
  archive: async ({ handles, workspaceId, audiences }, { audience }) => {
    const id = at(audiences, audience)
    if (id === undefined || audiences.length < 2) return
    await archiveAudience(handles, { workspaceId, id, by: 'test' })
    audiences.splice(audiences.indexOf(id), 1)
  },
  step: async (stage, { of, dies }) => {
    const handles = dies ? dying(stage.handles) : stage.handles
    try {
      if (of === 'stream') await stage.processor.drain()
      else if (of === 'people') await publishPeople(handles)
      else if (of === 'copies') await publishCopies(handles)
      else if (of === 'live') await runLive(handles)
      else await stage.jobs.drain()
    } catch (error) {
      if (!String(error).includes(KILLED)) throw error
    }
  },
  vanish: async ({ handles, workspaceId, real }) => {
    if (await takeTurn(handles, { workspaceId })) real.setOffsetMs(real.offsetMs() + TURN_MS + 1)
  },
  look: async () => undefined,
}

const KILLED = 'the process was killed'

/** A process that dies once it has read from the event store, or written there, a second time. */
function dying(handles: Handles): Handles {
  let reads = 0
  let writes = 0
  const { clickhouse } = handles
  return {
    ...handles,
    clickhouse: {
      ...clickhouse,
      query: async (query) => {
        const rows = await clickhouse.query<never>(query)
        if (++reads >= 2) throw new Error(KILLED)
        return rows
      },
      insert: async (rows) => {
        await clickhouse.insert(rows)
        if (++writes >= 2) throw new Error(KILLED)
      },
    },
  }
}
