/** Worker thread: calculates one model, so that the process goes on answering meanwhile. */
import { parentPort, workerData } from 'node:worker_threads'
import { type Calculation, calculate } from './model/calculate.ts'

if (!parentPort) throw new Error('model-worker.ts runs as a worker thread')
parentPort.postMessage(calculate(workerData as Calculation))
