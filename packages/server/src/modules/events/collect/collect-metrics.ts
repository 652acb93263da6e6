/** What an operator sees of collecting at `/metrics`. */
import type { Metrics } from '../../../platform/metrics.ts'

export interface CollectMetrics {
  inserted(insert: { seconds: number; events: number }): void
}

const SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10]

export function openCollectMetrics(metrics: Metrics, read: { waiting: () => number; remembered: () => number }): CollectMetrics {
  const stored = metrics.counter('liuchi_events_stored_total', 'Events stored')
  const seconds = metrics.histogram('liuchi_events_insert_seconds', 'How long an insert of events took, repeats included', SECONDS)
  metrics.gauge('liuchi_events_waiting', 'Events taken and not stored yet', read.waiting)
  metrics.gauge('liuchi_events_remembered', 'Message ids kept in memory', read.remembered)
  return {
    inserted: (insert) => {
      stored.inc(insert.events)
      seconds.observe(insert.seconds)
    },
  }
}
