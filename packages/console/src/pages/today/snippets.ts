/** Code that sends a first event, for each way of collecting. */

export interface SnippetPlace {
  /** Origin of this server, without a slash at the end. */
  readonly host: string
  readonly writeKey: string
}

export type SnippetKind = 'curl' | 'node' | 'web' | 'sensors'

export interface Snippet {
  readonly kind: SnippetKind
  readonly code: string
}

export function snippets({ host, writeKey }: SnippetPlace): readonly Snippet[] {
  return [
    {
      kind: 'curl',
      code: `curl ${host}/v1/track \\
  -u ${writeKey}: \\
  -H 'Content-Type: application/json' \\
  -d '{"userId":"u1","event":"view","properties":{"item":"sku-1"}}'`,
    },
    {
      kind: 'node',
      code: `import { Analytics } from '@segment/analytics-node'

const analytics = new Analytics({ writeKey: '${writeKey}', host: '${host}' })
analytics.track({ userId: 'u1', event: 'view', properties: { item: 'sku-1' } })
await analytics.closeAndFlush()`,
    },
    {
      kind: 'web',
      code: `import { AnalyticsBrowser } from '@segment/analytics-next'

const analytics = AnalyticsBrowser.load(
  { writeKey: '${writeKey}', cdnSettings: { integrations: { 'Segment.io': {} } } },
  { integrations: { 'Segment.io': { apiHost: '${host.replace(/^https?:\/\//, '')}/v1', protocol: '${host.startsWith('https') ? 'https' : 'http'}' } } },
)
analytics.track('view', { item: 'sku-1' })`,
    },
    {
      kind: 'sensors',
      code: `import sensors from 'sa-sdk-javascript'

sensors.init({ server_url: '${host}/sa?project=default&token=${writeKey}' })
sensors.track('view', { item: 'sku-1' })`,
    },
  ]
}
