/** Prometheus metrics of one process. Each metric is declared where it is counted, once. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

export interface Metrics {
  counter(name: string, help: string, labels?: readonly string[]): Counter
  gauge(name: string, help: string, read: () => number): void
  /** Buckets in seconds. */
  histogram(name: string, help: string, buckets: readonly number[], labels?: readonly string[]): Histogram
  /** The exposition text and its content type. */
  expose(): Promise<{ contentType: string; body: string }>
}

/** Asking twice for the same counter gives the same one, so that a module can be opened again in a test. */
export function openMetrics(input: { process: boolean }): Metrics {
  const registry = new Registry()
  if (input.process) collectDefaultMetrics({ register: registry, prefix: 'liuchi_' })
  const counters = new Map<string, Counter>()
  const histograms = new Map<string, Histogram>()
  return {
    counter: (name, help, labels = []) => {
      const known = counters.get(name)
      if (known) return known
      const counter = new Counter({ name, help, labelNames: [...labels], registers: [registry] })
      counters.set(name, counter)
      return counter
    },
    gauge: (name, help, read) => {
      registry.removeSingleMetric(name)
      new Gauge({
        name,
        help,
        registers: [registry],
        collect() {
          this.set(read())
        },
      })
    },
    histogram: (name, help, buckets, labels = []) => {
      const known = histograms.get(name)
      if (known) return known
      const histogram = new Histogram({ name, help, buckets: [...buckets], labelNames: [...labels], registers: [registry] })
      histograms.set(name, histogram)
      return histogram
    },
    expose: async () => ({ contentType: registry.contentType, body: await registry.metrics() }),
  }
}
