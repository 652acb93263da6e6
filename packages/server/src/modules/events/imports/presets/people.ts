/** Customers with their identifiers and traits: each row identifies a person and says what is known of them; it is no behaviour. */
import { RowProblem } from '../errors.ts'
import { cleanValues } from '../readers.ts'
import { NO_CONTEXT, type Preset, withHeader } from './preset.ts'

export const people: Preset = {
  name: 'people',
  title: { zh: '客户资料', en: 'People' },
  summary: {
    zh: '标识列（user_id、手机号、unionid、会员号…），其余列为客户属性；不产生行为事件',
    en: 'Identifier columns (user_id, phone, unionid, member number …), every other column a trait; no behaviour',
  },
  fields: [
    { name: 'time', words: { zh: '更新时间', en: 'time of the record' }, aliases: ['updated_at', 'modified_at', '更新时间', '修改时间'] },
    { name: 'traits', words: { zh: '属性（JSON 对象）', en: 'traits (a JSON object)' }, aliases: ['属性'] },
  ],
  required: [],
  readsIdentifiers: true,
  needsIdentifier: true,
  rest: 'trait',
  freeColumns: true,
  layout: withHeader,
  prepare: (readers) => {
    const [time, nested] = [readers.time('time'), readers.object('traits')]
    return (row, messageId) => {
      const identifiers = readers.identifiers(row)
      if (identifiers.length === 0) throw new RowProblem('events.import_row_nobody')
      return {
        messageId,
        type: 'identify',
        name: '$identify',
        ...(time(row) ?? readers.importTime(row)),
        identifiers,
        traits: { op: 'set', values: cleanValues(row, { ...nested(row), ...readers.traits(row) }) },
        properties: readers.properties(row),
        context: NO_CONTEXT,
        source: 'import',
      }
    }
  },
}
