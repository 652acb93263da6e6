/** Everything that may have to be done today, as far as the person may read it. */
import { listWecomFaults } from '@liuchi/server/contract/channels/wecom/day'
import { listQuotaAlarms, listQuotas } from '@liuchi/server/contract/channels/wecom/quotas'
import { listPersons } from '@liuchi/server/contract/identity'
import { listConflicts } from '@liuchi/server/contract/identity/links'
import { listReachDue } from '@liuchi/server/contract/reach/day'
import { countTasks, listTasks, type Task } from '@liuchi/server/contract/tasks'
import { useRead } from '../../api/hooks.ts'
import { useMay } from '../../api/session.ts'
import { usePersonName } from '../../parts/person-name.ts'

const REFRESH_MS = 60_000
/** On the page; the list has all. */
const TASKS_SHOWN = 5

const options = { refreshWhile: () => REFRESH_MS }

/** `ended`: tasks that ended on this page, whose people are named too. */
export function useDueWork(ended: readonly Task[]) {
  const may = useMay()
  const reads = {
    broadcasts: useRead(listReachDue, {}, { ...options, enabled: may(listReachDue) }),
    faults: useRead(listWecomFaults, {}, { ...options, enabled: may(listWecomFaults) }),
    quotas: useRead(listQuotas, { query: {} }, { ...options, enabled: may(listQuotas) }),
    alarms: useRead(listQuotaAlarms, { query: {} }, { ...options, enabled: may(listQuotaAlarms) }),
    conflicts: useRead(listConflicts, { query: { limit: 1 } }, { ...options, enabled: may(listConflicts) }),
    tasks: useRead(listTasks, { query: { limit: TASKS_SHOWN } }, { ...options, enabled: may(listTasks) }),
    counts: useRead(countTasks, {}, { ...options, enabled: may(countTasks) }),
  }
  const all = Object.values(reads)
  const tasks = reads.tasks.data?.items ?? []
  return {
    untapped: reads.broadcasts.data?.untapped ?? [],
    drafts: reads.broadcasts.data?.drafts ?? [],
    faults: reads.faults.data?.items ?? [],
    quotas: (reads.quotas.data?.items ?? []).filter(({ state }) => state === 'near' || state === 'full'),
    alarms: reads.alarms.data?.items ?? [],
    conflicts: reads.conflicts.data?.open ?? 0,
    tasks,
    names: useNames([...tasks, ...ended].flatMap(({ personId }) => personId ?? [])),
    openTasks: reads.counts.data?.open ?? 0,
    /** Some have not been answered yet. */
    isLoading: all.some(({ isLoading }) => isLoading),
    error: all.find(({ error }) => error)?.error ?? null,
    retry: () => all.filter(({ error }) => error).map(({ refetch }) => refetch()),
  }
}

/** Id of a person → what to call them, with one question for all. */
function useNames(ids: readonly string[]): ReadonlyMap<string, string> {
  const may = useMay()(listPersons)
  const nameOf = usePersonName()
  const query = { ids: [...new Set(ids)].sort().join(',') }
  const { data } = useRead(listPersons, { query }, { enabled: may && ids.length > 0, keepPrevious: true })
  return new Map(data?.items.map((person) => [person.id, nameOf(person)]))
}

export type DueWork = ReturnType<typeof useDueWork>
