/** The search as a background job: reads everybody, compares in a thread, keeps what was found. */
import { inTransaction } from '../../../platform/db/index.ts'
import { defineJob, type JobKind, type JobRun } from '../../../platform/jobs/index.ts'
import { FIND_DUPLICATES_JOB } from './job-kind.ts'
import { keepFound } from './keep.ts'
import { openMatching } from './matching-thread.ts'
import { countPeople, peoplePages } from './people-pages.ts'
import { endSearch } from './searches.ts'

/** Reading is the first half of the progress, comparing the second. */
const READING = 0.5
/** Of whom something is known; the memory of the thread is made for so many. */
const MAX_PEOPLE = 5_000_000

export function findDuplicatesJob(): JobKind {
  return defineJob({ ...FIND_DUPLICATES_JOB, run: search })
}

async function search({ handles, jobId, workspaceId, signal, report }: JobRun): Promise<Record<string, number>> {
  const total = await countPeople(handles, { workspaceId })
  const matching = openMatching(signal)
  try {
    let people = 0
    for await (const page of peoplePages(handles, { workspaceId })) {
      signal.throwIfAborted()
      people += page.length
      const known = await matching.add(page)
      report({ done: Math.min(total, Math.round(people * READING)), total })
      if (known >= MAX_PEOPLE) break
    }
    const found = await matching.find((share) => report({ done: Math.round(total * (READING + (1 - READING) * share)), total }))
    signal.throwIfAborted()
    const pairs = await keepFound(handles, { workspaceId, jobId, pairs: found.pairs, signal })
    const at = new Date(handles.clocks.business.now())
    await inTransaction(handles.db, (tx) => endSearch(tx, { workspaceId, jobId, people, pairs, at }))
    report({ done: total, total })
    return { people, pairs, compared: found.compared, leftOut: found.leftOut }
  } finally {
    await matching.close()
  }
}
