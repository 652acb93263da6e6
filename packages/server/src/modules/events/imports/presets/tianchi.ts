/** Tianchi's published Tmall behaviour: a header, behaviour as a number from 1 to 4, times to the hour in local time. */
import { identifierText } from '../readers.ts'
import { NO_CONTEXT, type Preset, withHeader } from './preset.ts'

const EVENT_NAMES = { '1': 'view', '2': 'favorite', '3': 'cart', '4': 'buy' } as const

export const tianchi: Preset = {
  name: 'tianchi',
  title: { zh: '天池天猫行为', en: 'Tianchi Tmall behaviour' },
  summary: {
    zh: '表头 user_id,item_id,behavior_type,user_geohash,item_category,time；行为 1 浏览 2 收藏 3 加购 4 购买',
    en: 'Header user_id,item_id,behavior_type,user_geohash,item_category,time; behaviour 1 view 2 favourite 3 cart 4 buy',
  },
  fields: [
    { name: 'user', words: { zh: '用户', en: 'user' }, aliases: ['user_id'] },
    { name: 'item', words: { zh: '商品', en: 'item' }, aliases: ['item_id'] },
    { name: 'behaviour', words: { zh: '行为（1–4）', en: 'behaviour (1–4)' }, aliases: ['behavior_type', 'behaviour_type', 'behavior'] },
    { name: 'geohash', words: { zh: '位置', en: 'place' }, aliases: ['user_geohash'] },
    { name: 'category', words: { zh: '类目', en: 'category' }, aliases: ['item_category', 'category_id'] },
    { name: 'time', words: { zh: '时间', en: 'time' }, aliases: [] },
  ],
  required: [['user'], ['behaviour'], ['time']],
  readsIdentifiers: false,
  rest: 'property',
  freeColumns: false,
  layout: withHeader,
  prepare: (readers) => {
    const [user, item, category, geohash] = [readers.text('user'), readers.text('item'), readers.text('category'), readers.text('geohash')]
    const name = readers.choice('behaviour', EVENT_NAMES)
    const time = readers.requiredTime('time')
    return (row, messageId) => {
      const person = identifierText(user(row))
      const properties = readers.properties(row)
      const [itemId, categoryId, place] = [item(row), category(row), geohash(row)]
      if (itemId !== '') properties.itemId = itemId
      if (categoryId !== '') properties.categoryId = categoryId
      if (place !== '') properties.geohash = place
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
