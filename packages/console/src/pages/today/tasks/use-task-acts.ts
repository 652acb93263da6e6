/** What can be done with a task; what just ended here stays in view with its undo. */
import { dismissTask, finishTask, giveBackTask, reopenTask, type Task, takeTask } from '@liuchi/server/contract/tasks'
import { App } from 'antd'
import { useState } from 'react'
import { useWrite } from '../../../api/hooks.ts'
import { useErrorWords } from '../../../parts/error-notice.tsx'

const STALE = ['tasks.']

export function useTaskActs() {
  const { message } = App.useApp()
  const wordsOf = useErrorWords()
  const [ended, setEnded] = useState<readonly Task[]>([])
  const finish = useWrite(finishTask, { stale: STALE })
  const dismiss = useWrite(dismissTask, { stale: STALE })
  const reopen = useWrite(reopenTask, { stale: STALE })
  const take = useWrite(takeTask, { stale: STALE })
  const giveBack = useWrite(giveBackTask, { stale: STALE })
  const all = [finish, dismiss, reopen, take, giveBack]
  const without = (id: string) => setEnded((before) => before.filter((one) => one.id !== id))
  const keep = (task: Task) => setEnded((before) => [task, ...before.filter(({ id }) => id !== task.id)])
  const onError = (error: Parameters<typeof wordsOf>[0]) => void message.error(wordsOf(error))
  return {
    /** Ended on this page since it was opened, the latest first. */
    ended,
    /** Of these ids something is under way. */
    busy: all.flatMap(({ isPending, variables }) => (isPending && variables ? [variables.params.id] : [])),
    finish: (id: string, note: string) => finish.mutate({ params: { id }, body: { note } }, { onSuccess: keep, onError }),
    dismiss: (id: string) => dismiss.mutate({ params: { id }, body: {} }, { onSuccess: keep, onError }),
    reopen: (id: string) => reopen.mutate({ params: { id } }, { onSuccess: () => without(id), onError }),
    take: (id: string) => take.mutate({ params: { id } }, { onError }),
    giveBack: (id: string) => giveBack.mutate({ params: { id } }, { onError }),
  }
}

export type TaskActs = ReturnType<typeof useTaskActs>
