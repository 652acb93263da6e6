/**
 * For tests above events: events written straight into the store (without the pipeline, so also with atoms nobody was given), people who can
 * be merged, and imports.
 */
import { writeFile } from 'node:fs/promises'
import type { ClickHouse } from '../../platform/clickhouse/index.ts'
import { sql } from '../../platform/db/index.ts'
import type { Handles } from '../../platform/handles.ts'
import { startJobRunner } from '../../platform/jobs/runner.ts'
import { findOrMakeAtoms } from '../identity/index.ts'
import { openCollector } from './collect/collector.ts'
import { importMapping, type PresetName } from './imports/contract.ts'
import { insertImport } from './imports/imports.ts'
import { importJob } from './imports/job.ts'
import { uploadPath, uploadsFolder } from './imports/uploads.ts'
import { EVENTS_TABLE } from './table.ts'

export { type Collector, openCollector } from './collect/collector.ts'
export { publishPeople } from './people/publish.ts'

export interface TestEvent {
  readonly name: string
  /** Milliseconds, or anything `Date.parse` reads. */
  readonly time: number | string
  /** Absent: nobody. */
  readonly atom?: number
  readonly amount?: string
  readonly currency?: string
  readonly properties?: Readonly<Record<string, unknown>>
  readonly context?: Readonly<Record<string, unknown>>
}

/** No real node gets this number in a test. */
const TEST_NODE = 4_000_000_000
const COLUMNS = [
  'workspace',
  'name',
  'type',
  'time',
  'received',
  'atom',
  'node',
  'sequence',
  'message_hash',
  'raw_time',
  'amount',
  'currency',
  'source',
  'properties',
  'context',
]

/** One month of receipt, so that events of many years still go in with one insert. */
const RECEIVED = '2026-01-01 00:00:00.000'

const ROWS_PER_INSERT = 50_000

let sequence = 0

/** Stores the events in the workspace; they are there when it resolves. */
export async function storeEvents(
  handles: Pick<Handles, 'clickhouse'>,
  input: { readonly workspaceId: number; readonly events: readonly TestEvent[] },
): Promise<void> {
  for (let start = 0; start < input.events.length; start += ROWS_PER_INSERT) {
    const rows = input.events.slice(start, start + ROWS_PER_INSERT).map((event) => row(input.workspaceId, event))
    await handles.clickhouse.insert({ table: EVENTS_TABLE, columns: COLUMNS, body: rows.join('\n') })
  }
}

function row(workspaceId: number, event: TestEvent): string {
  const time = new Date(event.time).toISOString().slice(0, -1).replace('T', ' ')
  sequence += 1
  return JSON.stringify([
    workspaceId,
    event.name,
    'track',
    time,
    RECEIVED,
    event.atom ?? 0,
    TEST_NODE,
    sequence,
    `00000000-0000-4000-8000-${sequence.toString(16).padStart(12, '0')}`,
    time,
    event.amount ?? null,
    event.currency ?? (event.amount === undefined ? '' : 'CNY'),
    'server',
    event.properties ?? {},
    JSON.stringify(event.context ?? {}),
  ])
}

/** So many people with one identifier each, as their atoms. What other tests left to be published is dropped. */
export async function newPeople(
  handles: Pick<Handles, 'db' | 'clocks' | 'secret' | 'config'>,
  input: { readonly workspaceId: number; readonly count: number },
): Promise<number[]> {
  await sql`delete from identity_moves`.execute(handles.db)
  const refs = Array.from({ length: input.count }, (_, index) => ({ kind: 'user_id', value: `person ${index}` }))
  return findOrMakeAtoms(handles, { workspaceId: input.workspaceId, refs, seenAt: 0 })
}

/** Imports a file as a worker does, through its job. Answers the import's id when it has ended, well or not. */
export async function importFile(
  handles: Handles,
  input: { readonly workspaceId: number; readonly fileName: string; readonly content: string; readonly preset: PresetName },
): Promise<string> {
  const { workspaceId, fileName, content, preset } = input
  const id = handles.ids.uuid()
  await uploadsFolder(handles.config)
  await writeFile(uploadPath(handles.config, id), content)
  const mapping = importMapping.parse({ preset, timeZone: 'UTC' })
  await insertImport(handles, { workspaceId, id, fileName, sizeBytes: Buffer.byteLength(content), mapping })
  const collector = await openCollector(handles)
  const jobs = startJobRunner(handles, [importJob({ collector })])
  await jobs.drain()
  await jobs.stop()
  await collector.close()
  return id
}

/** Another process: the same stores, with something of its own between it and ClickHouse. */
export function anotherProcess<Of extends Pick<Handles, 'clickhouse'>>(
  handles: Of,
  own: (clickhouse: ClickHouse) => Partial<ClickHouse>,
): Of {
  return { ...handles, clickhouse: { ...handles.clickhouse, ...own(handles.clickhouse) } }
}

/** Where a publishing process dies; `after load`: having run its command. */
export type PublisherDeath = 'before insert' | 'after insert' | 'after load' | undefined

/** A process that has read what changed and is about to write it; goes on when told to. With nothing queued it has ended. */
export async function beginPublishing<Of extends Pick<Handles, 'clickhouse'>>(
  handles: Of,
  { publish, dies }: { readonly publish: (process: Of) => Promise<unknown>; readonly dies: PublisherDeath },
): Promise<() => Promise<void>> {
  const [reading, goingOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const dieIf = (moment: PublisherDeath) => {
    if (dies === moment) throw new Error(KILLED)
  }
  const process = anotherProcess(handles, (clickhouse) => ({
    insert: async (rows) => {
      reading.resolve()
      await goingOn.promise
      dieIf('before insert')
      await clickhouse.insert(rows)
      dieIf('after insert')
    },
    command: async (statement, params) => {
      await clickhouse.command(statement, params)
      dieIf('after load')
    },
  }))
  const ended = publish(process).then(
    () => reading.resolve(),
    (error: unknown) => {
      if (!(error instanceof Error && error.message === KILLED)) throw error
    },
  )
  await reading.promise
  return async () => {
    goingOn.resolve()
    await ended
  }
}

const KILLED = 'killed'
