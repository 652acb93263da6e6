/** Makes the file of an exported list, page after page, whatever its length. */
import type { Handles } from '../../platform/handles.ts'
import { type Locale, wordsIn } from '../../platform/i18n/locale.ts'
import { defineJob, type JobKind, type JobRun } from '../../platform/jobs/index.ts'
import { removeMadeFile } from '../../platform/made-files.ts'
import { ask, openParameters } from '../events/index.ts'
import { readPersons } from '../identity/index.ts'
import { needAudience } from './audiences.ts'
import { MAX_EXPORTED_TRAITS } from './contract.ts'
import { settleCopies } from './copies/publish.ts'
import { TRAITS_COPY } from './copies/table.ts'
import { endExport, findExport } from './export.ts'
import { type Cell, type Column, columnsOf } from './export-cells.ts'
import { type Format, listPath, writeList } from './export-file.ts'
import { EXPORT_JOB } from './job-kinds.ts'
import { membersAfter } from './members.ts'
import type { AudienceRow } from './tables.ts'

const LIST_KEPT_DAYS = 7
const DAY_MS = 86_400_000
/** Each with everything about them in memory. */
const PEOPLE_PER_PAGE = 1_000
/** So that what was written just before has its column. */
const SETTLE_MS = 5_000

interface Payload {
  readonly jobId: string
  readonly audienceId: number
  readonly format: Format
  readonly personal: boolean
  readonly locale: Locale
  readonly timeZone: string
  readonly traits?: readonly string[]
}

export function exportAudienceJob(): JobKind {
  const payloadOf = ({ payload }: Pick<JobRun, 'payload'>) => payload as unknown as Payload
  const failed = async (run: Pick<JobRun, 'handles' | 'workspaceId' | 'payload'>) => {
    const { jobId, format } = payloadOf(run)
    await removeMadeFile(listPath(run.handles.config, { jobId, format }))
    await endExport(run.handles.db, { workspaceId: run.workspaceId, jobId, state: 'failed' })
  }
  return defineJob({
    ...EXPORT_JOB,
    run: async (run) => {
      try {
        return await exportAudience(run.handles, { ...run, ...payloadOf(run) })
      } catch (error) {
        if (!run.signal.aborted) await failed(run)
        throw error
      }
    },
    givenUp: failed,
  })
}

type Exporting = Payload & Pick<JobRun, 'workspaceId' | 'signal' | 'report'>

async function exportAudience(handles: Handles, input: Exporting): Promise<Record<string, unknown>> {
  const { workspaceId, jobId, audienceId, format, locale, timeZone } = input
  const { db, config, clocks } = handles
  // Made already by a run that died before it could say so, or taken away.
  if ((await findExport(db, { workspaceId, jobId }))?.state !== 'queued') return {}
  const audience = await needAudience(db, { workspaceId, id: audienceId })
  await settleCopies(handles, { withinMs: SETTLE_MS })
  const traits = input.traits ?? (await traitNames(handles, workspaceId))
  const columns = columnsOf({ timeZone, traits })
  const headings = columns.map(({ heading }) => wordsIn(heading, locale))
  const made = await writeList(config, { jobId, format, headings, rows: rowsOf(handles, { ...input, audience, columns }) })
  const expiresAt = new Date(clocks.business.now() + LIST_KEPT_DAYS * DAY_MS)
  if (await endExport(db, { workspaceId, jobId, state: 'ready', expiresAt }))
    return { ...made, fileUrl: `/api/v1/audiences/exports/${jobId}/file`, expiresAt: expiresAt.toISOString() }
  await removeMadeFile(listPath(config, { jobId, format }))
  return {}
}

/** Names of traits that somebody has, in their order. */
async function traitNames(handles: Handles, workspaceId: number): Promise<string[]> {
  const parameters = openParameters()
  const query = `SELECT DISTINCT toString(name) AS name FROM ${TRAITS_COPY}
    WHERE workspace = ${parameters.bind('UInt32', workspaceId)} AND name != '' AND set = 1
    ORDER BY name LIMIT ${parameters.bind('UInt32', MAX_EXPORTED_TRAITS)}`
  return (await ask<{ name: string }>(handles, { query, parameters })).map(({ name }) => name)
}

type Listing = Exporting & { readonly audience: AudienceRow; readonly columns: readonly Column[] }

async function* rowsOf(handles: Handles, { audience, columns, personal, signal, report }: Listing): AsyncGenerator<Cell[][]> {
  for (let after = 0, done = 0; ; ) {
    signal.throwIfAborted()
    const members = await membersAfter(handles.db, { audience, after, limit: PEOPLE_PER_PAGE })
    const people = await readPersons(handles, {
      workspaceId: audience.workspace_id,
      persons: members.map(({ person }) => person),
      unmasked: personal,
    })
    const entered = new Map(members.map(({ person, enteredAt }) => [person, enteredAt]))
    yield people.map((person) => columns.map(({ cell }) => cell(person, entered.get(person.person) ?? null)))
    done += members.length
    report({ done })
    if (members.length < PEOPLE_PER_PAGE) return
    after = members.at(-1)?.person ?? after
  }
}
