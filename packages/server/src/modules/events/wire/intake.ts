/** From the read entries of one request to their durable outcome. */
import type { WorkspaceRef } from '../../../platform/auth/index.ts'
import { AppError } from '../../../platform/errors.ts'
import type { Handles } from '../../../platform/handles.ts'
import type { Locale } from '../../../platform/i18n/locale.ts'
import type { Collector } from '../collect/collector.ts'
import { keepRejected } from '../collect/rejects.ts'
import type { CollectedEvent, Refusal } from '../collected.ts'
import { refusalOf } from './answers.ts'
import { cleanse, isObject, newWalk } from './cleanse.ts'
import type { Form, WireCounters } from './counters.ts'
import type { Read } from './request.ts'

export interface Intake {
  readonly handles: Handles
  readonly collector: Collector
  readonly counters: WireCounters
}

export interface Entries {
  readonly form: Form
  readonly workspace: WorkspaceRef
  readonly receivedAt: number
  readonly locale: Locale
  /** As they came, for the rejects. */
  readonly raw: readonly unknown[]
  readonly read: (raw: unknown, index: number) => Read
}

export interface Rejected {
  /** Counts from 0. */
  readonly index: number
  readonly refusal: Refusal
}

/** Reads every entry, stores the good ones and keeps the bad ones aside; both are durable when it resolves. Ordered by index. */
export async function takeIn(intake: Intake, entries: Entries): Promise<Rejected[]> {
  const { rejected, events, places } = readAll(entries)
  const stored = events.length === 0 ? undefined : await collect(intake, entries, events)
  for (const { index, refusal } of stored?.refused ?? []) rejected.push({ index: places?.[index] ?? index, refusal })
  intake.counters.count(entries.form, {
    received: entries.raw.length,
    stored: stored?.stored ?? 0,
    duplicates: stored?.duplicates ?? 0,
    rejected: rejected.length,
  })
  if (rejected.length > 0)
    await keep(
      intake,
      entries,
      rejected.sort((left, right) => left.index - right.index),
    )
  return rejected
}

/** `places` says where a good entry stood; absent while none was bad. */
function readAll({ raw, read, locale }: Entries): { rejected: Rejected[]; events: CollectedEvent[]; places: number[] | undefined } {
  const rejected: Rejected[] = []
  const events: CollectedEvent[] = []
  let places: number[] | undefined
  for (let index = 0; index < raw.length; index++) {
    const { event, fault } = read(raw[index], index)
    if (fault) {
      places ??= events.map((_, place) => place)
      rejected.push({ index, refusal: refusalOf(fault, locale) })
    } else if (event) {
      events.push(event)
      places?.push(index)
    }
  }
  return { rejected, events, places }
}

async function collect(intake: Intake, { form, workspace, receivedAt }: Entries, events: CollectedEvent[]) {
  try {
    return await intake.collector.collect({ workspaceId: workspace.id, receivedAt, events })
  } catch (error) {
    if (error instanceof AppError && error.code === 'events.overloaded') intake.counters.overloaded(form)
    throw error
  }
}

function keep(intake: Intake, { form, workspace, receivedAt, raw }: Entries, rejected: readonly Rejected[]): Promise<unknown> {
  const items = rejected.map(({ index, refusal }) => ({ raw: keptText(raw[index]), refusal }))
  return keepRejected(intake.handles, { workspaceId: workspace.id, source: form, receivedAt, items })
}

/** An entry's JSON without the write key and the contacts that an early refusal left in it; what nests too deep to be written out is only hinted at. */
function keptText(raw: unknown): string {
  if (isObject(raw)) {
    delete raw.writeKey
    cleanse(newWalk({ contacts: true, escapes: true }), raw, 1, false)
  }
  try {
    return JSON.stringify(raw) ?? ''
  } catch {
    return '…'
  }
}
