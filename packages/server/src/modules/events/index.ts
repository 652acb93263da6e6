/** The face of events: counting, rows and the pieces that other modules build their own questions about events from. */
export { ask, type Caller } from './ask.ts'
export type { Collector } from './collect/collector.ts'
export type { CollectedEvent } from './collected.ts'
export { countEvents } from './counts.ts'
export { eventErrors } from './errors.ts'
export { BUY, buyersOfOrders, comingCancellationsSql, ORDER_CANCELLED, type OrderFilter, orderNumberOf, ordersSql } from './orders.ts'
export { openParameters, type Parameters } from './parameters.ts'
export { hasMovedAtoms, type MovedAtoms, takeMovedAtoms } from './people/moved-atoms.ts'
export { publishPeople } from './people/publish.ts'
export { readClosedRange, readMoment, readRange } from './ranges.ts'
export { callerOf, eventRoutes } from './routes.ts'
export { queryEvents } from './rows.ts'
export type { StepsQuestion } from './steps/codes.ts'
export { canMeasureGaps, levelsSql } from './steps/levels.ts'
export type { Step } from './steps/overlap.ts'
export type { StreamConsumer, StreamEvent } from './stream/consumer.ts'
export {
  atomsSql,
  EVENTS_TABLE,
  type EventFilter,
  filterSql,
  HAS_PERSON,
  personColumn,
  personOfAtomsSql,
  sharesPerson,
  TIME_MS,
} from './table.ts'
export { conditionsSql, type PropertySql, propertySql, type ValueCondition, valueConditionSql } from './where.ts'
export { holdsContacts, isKeptName } from './wire/contacts-in.ts'
export { EVENTS_SOURCE } from './words.ts'
