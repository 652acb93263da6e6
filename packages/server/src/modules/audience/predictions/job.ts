/** The fit as a background job: the model of today, how an earlier one stood the weeks since, and what it says of each customer. */
import { inTransaction } from '../../../platform/db/index.ts'
import { AppError } from '../../../platform/errors.ts'
import type { Handles } from '../../../platform/handles.ts'
import { defineJob, type JobKind, type JobRun } from '../../../platform/jobs/index.ts'
import { emit } from '../../../platform/outbox/index.ts'
import type { Caller } from '../../events/index.ts'
import { settleCopies } from '../copies/publish.ts'
import { markEverybody } from '../live/dirty.ts'
import { PURCHASES_HORIZON_DAYS, VALUE_HORIZON_DAYS } from './contract.ts'
import { dateOfDay, dayAt, startOfDay } from './days.ts'
import { predictionErrors } from './errors.ts'
import { type Fitted, fitModel } from './fit.ts'
import { endFit, openFit } from './fits.ts'
import { heldOut } from './holdout.ts'
import { FIT_PREDICTIONS_JOB } from './job-kind.ts'
import { DAYS_PER_WEEK } from './model/bg-nbd.ts'
import { drawModelNumber, dropOldModels, keepModel } from './models.ts'
import { dropNobodies } from './nobodies.ts'
import { dropPredictions, writePredictions } from './predict.ts'
import { commonestCurrency, lastDataDay, type PurchaseQuestion } from './purchases.ts'
import type { KeptFit, Refusal } from './tables.ts'
import { cautionWords } from './words.ts'

/** News: a model is in force; `modelId`. */
const MODEL_FITTED = 'audience.model_fitted'
const STEPS = 4
const SETTLE_MS = 10_000

export function fitPredictionsJob(): JobKind {
  return defineJob({
    ...FIT_PREDICTIONS_JOB,
    run,
    givenUp: async ({ handles, workspaceId, payload }) => {
      const jobId = await openFit(handles.db, { workspaceId })
      if (jobId !== undefined) await noteEnd(handles, { workspaceId, jobId, by: byOf(payload), refused: failed(jobId) })
    },
  })
}

const byOf = (payload: Readonly<Record<string, unknown>>) => String(payload.by ?? '')
const failed = (jobId: string): Refusal => ({ code: 'audience.fit_failed', details: { jobId } })

async function run(job: JobRun): Promise<Record<string, unknown>> {
  const { handles, workspaceId, jobId, payload, signal } = job
  const ended = { workspaceId, jobId, by: byOf(payload) }
  try {
    return await fit(job)
  } catch (error) {
    if (signal.aborted) throw error
    if (error instanceof AppError && Object.hasOwn(predictionErrors, error.code)) {
      // No failure of ours: the data do not allow a model, and whoever asks is told why.
      const refused = { code: error.code, details: error.details }
      await noteEnd(handles, { ...ended, refused })
      return { modelId: null, refused: error.code }
    }
    await noteEnd(handles, { ...ended, refused: failed(jobId) })
    throw error
  }
}

function noteEnd(
  handles: Pick<Handles, 'db' | 'clocks'>,
  input: { workspaceId: number; jobId: string; by: string; refused: Refusal },
): Promise<void> {
  const at = new Date(handles.clocks.business.now())
  return inTransaction(handles.db, (tx) => endFit(tx, { ...input, at }))
}

async function fit({ handles, workspaceId, jobId, payload, signal, report }: JobRun): Promise<Record<string, unknown>> {
  const step = (done: number) => {
    signal.throwIfAborted()
    report({ done, total: STEPS })
  }
  step(0)
  const caller = { clickhouse: handles.clickhouse, tag: jobId, signal }
  const question = await todaysQuestion(handles, caller, workspaceId)
  const fitted = await fitModel(caller, question, {
    horizons: [PURCHASES_HORIZON_DAYS / DAYS_PER_WEEK, VALUE_HORIZON_DAYS / DAYS_PER_WEEK],
  })
  step(1)
  const holdout = await heldOut(caller, { question, fitted })
  step(2)
  await settleCopies(handles, { withinMs: SETTLE_MS })
  const modelId = await drawModelNumber(handles.db)
  await writePredictions(handles, { question, modelId, fitted })
  step(3)
  const kept = await keep(handles, {
    workspaceId,
    jobId,
    by: byOf(payload),
    modelId,
    question,
    fit: keptFit(fitted, { question, holdout }),
  })
  await dropPredictions(handles, { workspaceId, kept })
  await settleCopies(handles, { withinMs: SETTLE_MS })
  await dropNobodies(handles, caller, { workspaceId, modelId })
  report({ done: STEPS, total: STEPS })
  return { modelId: String(modelId), customers: fitted.customers, repeatCustomers: fitted.repeatCustomers }
}

/** Until yesterday, or as far as the data go: of imported ones they end long ago, and nobody stayed away since then. */
async function todaysQuestion({ db, clocks }: Handles, caller: Caller, workspaceId: number): Promise<PurchaseQuestion> {
  const { time_zone: timeZone } = await db
    .selectFrom('auth_workspaces')
    .select('time_zone')
    .where('id', '=', workspaceId)
    .executeTakeFirstOrThrow()
  const today = dayAt(clocks.business.now(), timeZone)
  const before = startOfDay(today, timeZone)
  const [lastDay, currency] = await Promise.all([
    lastDataDay(caller, { workspaceId, timeZone, before }),
    commonestCurrency(caller, { workspaceId, timeZone, before }),
  ])
  const end = lastDay ?? today - 1
  return { workspaceId, timeZone, calibrationEnd: end, dataEnd: end, currency }
}

function keptFit(fitted: Fitted, { question, holdout }: { question: PurchaseQuestion; holdout: KeptFit['holdout'] }): KeptFit {
  return {
    customers: fitted.customers,
    repeatCustomers: fitted.repeatCustomers,
    model: { ...fitted.model, logLikelihood: fitted.logLikelihood },
    standardErrors: fitted.standardErrors ?? null,
    spend: fitted.spend ?? null,
    currency: question.currency ?? null,
    warnings: cautionWords(fitted),
    holdout,
  }
}

interface Keeping {
  readonly workspaceId: number
  readonly jobId: string
  readonly by: string
  readonly modelId: number
  readonly question: PurchaseQuestion
  readonly fit: KeptFit
}

/** From here on the model is in force. Answers the models that are kept. */
function keep({ db, clocks }: Handles, { workspaceId, jobId, by, modelId, question, fit }: Keeping): Promise<number[]> {
  const at = new Date(clocks.business.now())
  const { calibrationEnd: day, timeZone } = question
  return inTransaction(db, async (tx) => {
    const knownUntil = new Date(startOfDay(day + 1, timeZone))
    await keepModel(tx, { workspaceId, id: modelId, calibrationEnd: dateOfDay(day), knownUntil, at, by, fit })
    const kept = await dropOldModels(tx, { workspaceId })
    await endFit(tx, { workspaceId, jobId, by, at })
    await markEverybody(tx, { workspaceId })
    await emit(tx, { workspaceId, name: MODEL_FITTED, payload: { modelId: String(modelId) }, key: `${MODEL_FITTED}:${modelId}`, at })
    return kept
  })
}
