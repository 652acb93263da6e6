/** Mass sends 企业群发 to customers and groups (section A6). */
import type { Area } from '../../area.ts'
import { massSendCalls } from './calls.ts'
import { massSendSchema } from './schema.ts'
import { dispatchDue } from './sends.ts'
import { massSendVerbs } from './verbs.ts'

export const massSendArea: Area = {
  name: 'mass-send',
  schema: massSendSchema,
  calls: massSendCalls,
  verbs: massSendVerbs,
  due: dispatchDue,
}
