/** Events of any other system, as a table or as JSON lines: name, time, identifiers, amount; every other column is a property. */

import type { DeclaredKinds } from '../../../identity/index.ts'
import type { CollectedEvent, IdentifierRef } from '../../collected.ts'
import { addRef, strongestFirst } from '../../wire/identities.ts'
import { NAME_LENGTH_CHARACTERS } from '../../wire/limits.ts'
import { RowProblem } from '../errors.ts'
import { cleanValues, identifierText } from '../readers.ts'
import { amountReader, currencyReader } from './money.ts'
import { NO_CONTEXT, type Preset, withHeader } from './preset.ts'

export const events: Preset = {
  name: 'events',
  title: { zh: '通用事件', en: 'Events' },
  summary: {
    zh: '事件名、时间、标识列（user_id、手机号、unionid…）、金额、币种，其余列为属性；JSONL 可嵌套 properties、identifiers、context',
    en: 'Name, time, identifier columns (user_id, phone, unionid …), amount, currency, the rest properties; JSON lines may nest properties, identifiers, context',
  },
  fields: [
    { name: 'name', words: { zh: '事件名', en: 'name' }, aliases: ['event', 'event_name', 'action', '事件', '事件名称', '行为'] },
    {
      name: 'time',
      words: { zh: '时间', en: 'time' },
      aliases: ['timestamp', 'event_time', 'ts', 'date', 'datetime', 'created_at', 'occurred_at', '事件时间', '发生时间', '日期'],
    },
    { name: 'amount', words: { zh: '金额', en: 'amount' }, aliases: ['revenue', '实付金额', '支付金额'] },
    { name: 'currency', words: { zh: '币种', en: 'currency' }, aliases: ['货币'] },
    { name: 'properties', words: { zh: '属性（JSON 对象）', en: 'properties (a JSON object)' }, aliases: ['props', '属性'] },
    { name: 'identifiers', words: { zh: '标识（JSON 对象）', en: 'identifiers (a JSON object)' }, aliases: ['identities', '标识'] },
    { name: 'context', words: { zh: '上下文（JSON 对象）', en: 'context (a JSON object)' }, aliases: [] },
  ],
  required: [['name'], ['time']],
  readsIdentifiers: true,
  rest: 'property',
  freeColumns: true,
  layout: withHeader,
  prepare: (readers) => {
    const [name, time] = [readers.requiredText('name'), readers.requiredTime('time')]
    const [nested, nestedRefs, context] = [readers.object('properties'), readers.object('identifiers'), readers.object('context')]
    const [amount, currency] = [amountReader(readers), currencyReader(readers)]
    return (row, messageId) => {
      const eventName = name(row)
      if (eventName.length > NAME_LENGTH_CHARACTERS) {
        throw new RowProblem('events.import_row_too_long', { field: { zh: '事件名', en: 'the name' }, limit: NAME_LENGTH_CHARACTERS })
      }
      const paid = amount(row)
      const around = context(row)
      const event: CollectedEvent = {
        messageId,
        type: 'track',
        name: eventName,
        ...time(row),
        identifiers: withNested(readers.identifiers(row), nestedRefs(row), readers.kinds),
        properties: cleanValues(row, { ...nested(row), ...readers.properties(row) }),
        context: Object.keys(around).length === 0 ? NO_CONTEXT : cleanValues(row, around),
        source: 'import',
      }
      return paid === undefined ? event : { ...event, amount: paid, currency: currency(row) }
    }
  },
}

/** `{"user_id": "u1", "phone": ["…", "…"]}` beside the identifier columns. */
function withNested(refs: IdentifierRef[], nested: Record<string, unknown>, kinds: DeclaredKinds): IdentifierRef[] {
  for (const [kind, given] of Object.entries(nested)) {
    for (const value of Array.isArray(given) ? given : [given]) addRef(refs, kind, identifierText(value) || undefined)
  }
  return strongestFirst(refs, kinds)
}
