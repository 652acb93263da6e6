/** Taobao's published user behaviour: user, item, category, what was done, unix seconds; without a header. */

import { fieldOf } from '../mapping.ts'
import { identifierText } from '../readers.ts'
import { NO_CONTEXT, type Preset } from './preset.ts'

const EVENT_NAMES = { pv: 'view', cart: 'cart', fav: 'favorite', buy: 'buy' } as const
const COLUMNS = ['user', 'item', 'category', 'behaviour', 'time']

const fields: Preset['fields'] = [
  { name: 'user', words: { zh: '用户', en: 'user' }, aliases: ['user_id'] },
  { name: 'item', words: { zh: '商品', en: 'item' }, aliases: ['item_id'] },
  { name: 'category', words: { zh: '类目', en: 'category' }, aliases: ['category_id', 'item_category'] },
  {
    name: 'behaviour',
    words: { zh: '行为（pv/cart/fav/buy）', en: 'behaviour (pv/cart/fav/buy)' },
    aliases: ['behavior', 'behavior_type', 'behaviour_type', 'action'],
  },
  { name: 'time', words: { zh: '时间', en: 'time' }, aliases: ['timestamp', 'ts'] },
]

export const taobao: Preset = {
  name: 'taobao',
  title: { zh: '淘宝用户行为', en: 'Taobao behaviour' },
  summary: {
    zh: '无表头五列：用户、商品、类目、pv/cart/fav/buy、Unix 秒',
    en: 'Five columns without a header: user, item, category, pv/cart/fav/buy, unix seconds',
  },
  fields,
  required: [['user'], ['behaviour'], ['time']],
  readsIdentifiers: false,
  rest: 'property',
  freeColumns: false,
  layout: (first) =>
    first.some((cell) => fieldOf({ fields }, cell) !== undefined) ? { header: true } : { header: false, columns: COLUMNS },
  prepare: (readers) => {
    const [user, item, category] = [readers.text('user'), readers.text('item'), readers.text('category')]
    const name = readers.choice('behaviour', EVENT_NAMES)
    const time = readers.requiredTime('time')
    return (row, messageId) => {
      const person = identifierText(user(row))
      const properties = readers.properties(row)
      const [itemId, categoryId] = [item(row), category(row)]
      if (itemId !== '') properties.itemId = itemId
      if (categoryId !== '') properties.categoryId = categoryId
      return {
        messageId,
        type: 'track',
        name: name(row),
        ...time(row),
        identifiers: person === '' ? [] : [{ kind: 'user_id', value: person }],
        properties,
        context: NO_CONTEXT,
        source: 'import',
      }
    }
  },
}
