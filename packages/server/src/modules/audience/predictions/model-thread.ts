/** Where a model is calculated: here when that takes no time, in a thread of its own otherwise. */
import { Worker } from 'node:worker_threads'
import { type Calculated, type Calculation, calculate } from './model/calculate.ts'

/** Some twenty milliseconds. */
const MAX_PATTERNS_HERE = 2_000
const MAX_HEAP_MB = 2_048

/** Ends when the signal is aborted: what is waited for then throws. */
export async function calculated(calculation: Calculation, signal?: AbortSignal): Promise<Calculated> {
  signal?.throwIfAborted()
  return calculation.patterns.people.length <= MAX_PATTERNS_HERE ? calculate(calculation) : inThread(calculation, signal)
}

function inThread(calculation: Calculation, signal: AbortSignal | undefined): Promise<Calculated> {
  const worker = new Worker(new URL('./model-worker.ts', import.meta.url), {
    workerData: calculation,
    stderr: false,
    env: {},
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
  })
  const end = () => void worker.terminate()
  signal?.addEventListener('abort', end, { once: true })
  const answer = new Promise<Calculated>((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', (code) => reject(signal?.aborted ? signal.reason : new Error(`the thread of the model ended with code ${code}`)))
  })
  return answer.finally(() => {
    signal?.removeEventListener('abort', end)
    return worker.terminate()
  })
}
