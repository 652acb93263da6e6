/** Moments 客户朋友圈 (section A8). */
import type { Area } from '../../area.ts'
import { momentCalls } from './calls.ts'
import { makeMoments } from './rows.ts'
import { momentsSchema } from './schema.ts'
import { momentVerbs } from './verbs.ts'

export const momentsArea: Area = {
  name: 'moments',
  schema: momentsSchema,
  calls: momentCalls,
  verbs: momentVerbs,
  due: makeMoments,
}
