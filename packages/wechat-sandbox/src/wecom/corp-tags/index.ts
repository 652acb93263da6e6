/** Corp tags and the marks they leave on contacts (A4). */
import type { Area } from '../../area.ts'
import { addCorpTag, delCorpTag, editCorpTag, getCorpTagList, markTag } from './calls.ts'
import { deleteTagInConsole, editTagInConsole, makeTagInConsole, shuffleTagsInConsole } from './deeds.ts'
import { corpTagsSchema } from './schema.ts'

export const corpTagsArea: Area = {
  name: 'corp-tags',
  schema: corpTagsSchema,
  calls: [getCorpTagList, addCorpTag, editCorpTag, delCorpTag, markTag],
  verbs: [makeTagInConsole, editTagInConsole, deleteTagInConsole, shuffleTagsInConsole],
}
