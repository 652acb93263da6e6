/** Answers the calls about predictions. */
import { z } from 'zod'
import type { Handles } from '../../../platform/handles.ts'
import { type Binding, bind, type Call } from '../../../platform/http/bind.ts'
import { cutPage, decodeCursor } from '../../../platform/http/cursor.ts'
import { callerOf } from '../../events/index.ts'
import { knownAtoms } from '../../identity/index.ts'
import { fitPredictions, listModels as listCall, readPersonPredictions } from './contract.ts'
import { lastFit, openFit, REFIT_AFTER_MS, RETRY_AFTER_MS, startFit } from './fits.ts'
import { listModels } from './models.ts'
import { personPredictions } from './read.ts'
import { refusalWords } from './words.ts'

const ModelKey = z.tuple([z.number().int().positive()])

export function predictionRoutes(): Binding[] {
  return [
    bind(listCall, answerModels),
    bind(fitPredictions, async ({ handles, workspace, actor }) => ({
      jobId: await startFit(handles, { workspaceId: workspace.id, by: actor.name }),
    })),
    bind(readPersonPredictions, async (call) => {
      const { handles, workspace, params } = call
      const atoms = await knownAtoms(handles, { workspaceId: workspace.id, id: params.id })
      return personPredictions(handles, callerOf(call), { workspaceId: workspace.id, asOf: handles.clocks.business.now(), atoms })
    }),
  ]
}

async function answerModels({ handles, workspace, query }: Call<typeof listCall>) {
  const { limit, cursor } = query
  const workspaceId = workspace.id
  const [before] = decodeCursor(cursor, ModelKey) ?? []
  const [rows, fits] = await Promise.all([
    listModels(handles.db, { workspaceId, limit: limit + 1, before, asOf: handles.clocks.business.now() }),
    fitState(handles, workspaceId),
  ])
  const page = cutPage(rows, { limit, key: ({ id }) => [Number(id)], item: (row) => row })
  return { ...page, ...fits }
}

async function fitState({ db }: Handles, workspaceId: number) {
  const [running, last] = [await openFit(db, { workspaceId }), await lastFit(db, { workspaceId })]
  const again = last && last.at.getTime() + (last.refused ? RETRY_AFTER_MS : REFIT_AFTER_MS)
  return {
    runningJobId: running ?? null,
    lastFit: last ? { jobId: last.jobId, at: last.at.toISOString(), refused: last.refused && refusalWords(last.refused) } : null,
    nextFitAt: again === undefined || running ? null : new Date(again).toISOString(),
  }
}
