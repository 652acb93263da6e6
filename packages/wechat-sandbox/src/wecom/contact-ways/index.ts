/** Contact ways 「联系我」 (A3). What scans them is the verb `scan` of acquisition. */
import type { Area } from '../../area.ts'
import { addContactWay, delContactWay, getContactWay, listContactWay, updateContactWay } from './calls.ts'
import { contactWaysSchema } from './schema.ts'

export const contactWaysArea: Area = {
  name: 'contact-ways',
  schema: contactWaysSchema,
  calls: [addContactWay, getContactWay, listContactWay, updateContactWay, delContactWay],
  verbs: [],
}
