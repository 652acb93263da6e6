/** What this module knows of a person, for exports and erasures; `app.ts` registers it with compliance. */
import type { PersonDataHolder } from '../compliance/index.ts'
import { countErasable, eraseEvents } from './erase.ts'
import { eraseRefused } from './erase-refused.ts'
import { exportEvents } from './export-person.ts'
import { EVENTS_TABLE, PEOPLE_TABLE } from './table.ts'

export const eventsPersonData: PersonDataHolder = {
  name: 'events',
  words: { zh: '行为事件', en: 'Events' },
  // Who is who follows in the event store when identity has ended the person: then each of their atoms is its own.
  tables: [EVENTS_TABLE, PEOPLE_TABLE],
  findsBy: 'atoms',
  why: {
    zh: '订单与收款按法定期限留存，只剩订单号、商品与金额，无法对应到人',
    en: 'Orders and payments are kept for the legal term; only order number, goods and money are left and name nobody',
  },
  exported: exportEvents,
  erase: eraseEvents,
  count: countErasable,
}

export const refusedPersonData: PersonDataHolder = {
  name: 'refused',
  words: { zh: '被拒的事件与导入行', en: 'Refused events and rows' },
  tables: [],
  findsBy: 'identifiers',
  erase: eraseRefused,
}
