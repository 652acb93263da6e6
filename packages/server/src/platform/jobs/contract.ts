/** Progress of long work, for the console, the CLI and anybody's script. */
import { z } from 'zod'
import { endpoint } from '../contract.ts'

export const JobView = z.object({
  id: z.string(),
  kind: z.string(),
  status: z.enum(['queued', 'running', 'done', 'failed', 'cancelled']),
  progress: z.object({ done: z.number(), total: z.number().nullable(), unit: z.string() }),
  result: z.record(z.string(), z.unknown()).nullable(),
  error: z.string().nullable(),
  createdAt: z.string(),
  finishedAt: z.string().nullable(),
})

export const getJob = endpoint({
  name: 'jobs.get',
  method: 'GET',
  path: '/jobs/:id',
  access: 'jobs.read',
  summary: { zh: '查看一项后台任务的进度', en: 'Progress of one background job' },
  params: z.object({ id: z.string().max(64) }),
  response: JobView,
})
