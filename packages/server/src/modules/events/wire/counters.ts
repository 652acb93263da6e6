/** What the collecting endpoints count for `/metrics`. */
import type { Metrics } from '../../../platform/metrics.ts'

export type Form = 'segment' | 'sensors'

export interface WireCounters {
  count(form: Form, counted: { received: number; stored: number; duplicates: number; rejected: number }): void
  overloaded(form: Form): void
}

export function openCounters(metrics: Metrics): WireCounters {
  const events = metrics.counter('liuchi_collect_events_total', 'Events that came in over HTTP, by form and outcome', ['form', 'outcome'])
  const overloads = metrics.counter('liuchi_collect_overloaded_total', 'Requests answered with 429 because the queue was full', ['form'])
  return {
    count: (form, { received, stored, duplicates, rejected }) => {
      events.inc({ form, outcome: 'received' }, received)
      if (stored > 0) events.inc({ form, outcome: 'stored' }, stored)
      if (duplicates > 0) events.inc({ form, outcome: 'duplicate' }, duplicates)
      if (rejected > 0) events.inc({ form, outcome: 'rejected' }, rejected)
    },
    overloaded: (form) => overloads.inc({ form }),
  }
}
