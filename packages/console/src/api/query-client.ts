/** How answers are kept: fresh for half a minute, asked again on return to the page, never retried after a refusal. */
import { QueryCache, QueryClient } from '@tanstack/react-query'
import { CallError, isSignedOut } from './call-error.ts'

const FRESH_MS = 30_000
const RETRIES_MAX = 2

/** A refusal stays one; only a missing answer or a store that is away is worth another try. */
function isWorthRetrying(failures: number, error: Error): boolean {
  const isRefusal = error instanceof CallError && error.status > 0 && error.status < 500
  return !isRefusal && failures < RETRIES_MAX
}

/** `onSignedOut` runs when any read is told to sign in first. */
export function openQueryClient(onSignedOut: (client: QueryClient) => void): QueryClient {
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({
      onError: (error, query) => {
        if (isSignedOut(error) && query.queryKey[0] !== 'console.me') onSignedOut(client)
      },
    }),
    defaultOptions: { queries: { staleTime: FRESH_MS, retry: isWorthRetrying }, mutations: { retry: false } },
  })
  return client
}
