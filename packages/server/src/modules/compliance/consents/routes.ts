/** Answers the calls about consents. */
import { z } from 'zod'
import { fail } from '../../../platform/errors.ts'
import type { Handles } from '../../../platform/handles.ts'
import { type Binding, bind } from '../../../platform/http/bind.ts'
import { cutPage, decodeCursor } from '../../../platform/http/cursor.ts'
import { readMoment } from '../../../platform/http/moment.ts'
import { atomsOfPerson, knownPerson, personId } from '../../identity/index.ts'
import { type ConsentEntry, type ConsentNow, personConsents, recordConsent } from './contract.ts'
import { addEntry, currentEntries, type EntryRow, isChild, listEntries } from './ledger.ts'
import { openSealed } from './sealed.ts'

const entryCursor = z.tuple([z.number().int(), z.number().int().positive()])

export function consentRoutes(): Binding[] {
  return [
    bind(
      recordConsent,
      async ({ handles, workspace, body, actor }) => {
        const { row, person } = await addEntry(handles, {
          ...body,
          workspaceId: workspace.id,
          timeZone: workspace.timeZone,
          proof: body.proof,
          guardian: body.guardian,
          at: momentOf(body.at, { now: handles.clocks.business.now(), timeZone: workspace.timeZone }),
          by: actor.name,
          source: body.source ?? (actor.kind === 'session' ? 'console' : 'api'),
        })
        return entryAnswer(handles, { workspaceId: workspace.id, person, row, unmasked: actor.permissions.has('people.read_personal') })
      },
      // The entry's number is no person's.
      { targetFields: ['personId'] },
    ),
    bind(personConsents, async ({ handles, workspace, params, query, actor }) => {
      const workspaceId = workspace.id
      const person = await knownPerson(handles.db, { workspaceId, id: params.id })
      const atoms = await atomsOfPerson(handles, { workspaceId, id: params.id })
      const before = decodeCursor(query.cursor, entryCursor)
      const [current, rows, guardianNeeded] = await Promise.all([
        currentEntries(handles.db, { workspaceId, atoms }),
        listEntries(handles.db, { workspaceId, atoms, before, limit: query.limit + 1 }),
        isChild(handles, { workspaceId, timeZone: workspace.timeZone, person }),
      ])
      const shown = { workspaceId, person, unmasked: actor.permissions.has('people.read_personal') }
      const page = cutPage(rows, {
        limit: query.limit,
        key: (row) => [row.at.getTime(), row.id],
        item: (row) => entryAnswer(handles, { ...shown, row }),
      })
      return { ...page, current: current.map((row) => nowAnswer(handles, { ...shown, row })), guardianNeeded }
    }),
  ]
}

function momentOf(text: string | undefined, { now, timeZone }: { now: number; timeZone: string }): number {
  if (text === undefined) return now
  const at = readMoment(text, { field: 'at', timeZone })
  if (at > now) return fail('platform.invalid', { field: 'at', reason: { zh: '不能晚于现在', en: 'must not be later than now' } })
  return at
}

interface Shown {
  readonly workspaceId: number
  readonly person: number
  readonly row: EntryRow
  readonly unmasked: boolean
}

function entryAnswer({ secret }: Pick<Handles, 'secret'>, { workspaceId, person, row, unmasked }: Shown): ConsentEntry {
  return {
    id: String(row.id),
    personId: personId(person),
    purpose: row.purpose,
    channel: row.channel,
    state: row.state,
    at: row.at.toISOString(),
    recordedAt: row.recorded_at.toISOString(),
    by: row.made_by,
    source: row.source,
    ...openSealed(secret, { workspaceId, row, unmasked }),
  }
}

function nowAnswer({ secret }: Pick<Handles, 'secret'>, { workspaceId, row, unmasked }: Shown): ConsentNow {
  return {
    purpose: row.purpose,
    channel: row.channel,
    state: row.state,
    since: row.at.toISOString(),
    source: row.source,
    by: row.made_by,
    entryId: String(row.id),
    ...openSealed(secret, { workspaceId, row, unmasked }),
  }
}
