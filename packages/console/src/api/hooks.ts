/** Calls as React state. A read is keyed by endpoint, workspace, language and input; a write says which reads it makes stale. */
import type { ResponseOf } from '@liuchi/server/platform/contract'
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useWorkspaceName } from '../paths.ts'
import { type AnyEndpoint, type Caller, type CallInput, call } from './call.ts'
import type { CallError } from './call-error.ts'

/** A page of a list, as every list endpoint answers. */
export interface Page<Item> {
  readonly items: readonly Item[]
  readonly nextCursor?: string | null | undefined
}

export function useCaller(): Caller {
  const { i18n } = useTranslation()
  return { workspace: useWorkspaceName(), language: i18n.language }
}

export interface ReadOptions<Answer = unknown> {
  /** False until the input is complete; absent means true. */
  readonly enabled?: boolean
  /** How often to ask again while the page is in view, by the answer so far. False stops. */
  readonly refreshWhile?: (answer: Answer) => number | false
  /** Keep showing the former answer while a changed input is asked. */
  readonly keepPrevious?: boolean
}

function readKey(caller: Caller, endpoint: AnyEndpoint, input: unknown): readonly unknown[] {
  return [endpoint.name, caller.workspace ?? null, caller.language, input]
}

/** One answer, kept fresh. */
export function useRead<E extends AnyEndpoint>(endpoint: E, input: CallInput<E>, options: ReadOptions<ResponseOf<E>> = {}) {
  const caller = useCaller()
  return useQuery<ResponseOf<E>, CallError>({
    queryKey: readKey(caller, endpoint, input),
    queryFn: ({ signal }) => call(caller, endpoint, input, signal),
    enabled: options.enabled ?? true,
    refetchInterval: ({ state }) => (state.data === undefined ? false : (options.refreshWhile?.(state.data) ?? false)),
    ...(options.keepPrevious ? { placeholderData: keepPreviousData } : {}),
  })
}

export interface PagesOptions<Item> {
  readonly enabled?: boolean
  /** How often to ask again, by what is there: a list of running things refreshes until none runs. False stops. */
  readonly refreshWhile?: (items: readonly Item[]) => number | false
}

type ItemOf<E> = ResponseOf<E> extends Page<infer Item> ? Item : never

/** The same input for the page after a cursor: in the query of a GET, in the body of a question asked by POST. */
function withCursor(endpoint: AnyEndpoint, input: object, cursor: string | undefined): CallInput<AnyEndpoint> {
  if (cursor === undefined) return input as CallInput<AnyEndpoint>
  const part = endpoint.method === 'GET' ? 'query' : 'body'
  const before = (input as Record<string, object | undefined>)[part]
  return { ...input, [part]: { ...before, cursor } } as CallInput<AnyEndpoint>
}

/** A list that continues by cursor. `items` are the rows loaded so far. */
export function usePages<E extends AnyEndpoint>(endpoint: E, input: CallInput<E>, options: PagesOptions<ItemOf<E>> = {}) {
  type Item = ItemOf<E>
  const caller = useCaller()
  const query = useInfiniteQuery<Page<Item>, CallError, { pages: Page<Item>[] }, readonly unknown[], string | undefined>({
    queryKey: [...readKey(caller, endpoint, input), 'pages'],
    queryFn: ({ signal, pageParam }) =>
      call<AnyEndpoint>(caller, endpoint, withCursor(endpoint, input as object, pageParam), signal) as Promise<Page<Item>>,
    initialPageParam: undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    enabled: options.enabled ?? true,
    refetchInterval: ({ state }) => options.refreshWhile?.(state.data?.pages.flatMap((page) => page.items) ?? []) ?? false,
    placeholderData: keepPreviousData,
  })
  return { ...query, items: query.data?.pages.flatMap((page) => page.items) ?? [] }
}

/** One page of the people behind a number. */
interface PeoplePage {
  readonly personIds: readonly string[]
  readonly nextCursor: string | null
}

/** The people behind a number, by id, continued by cursor. */
export function usePeople(endpoint: AnyEndpoint, body: object, options: ReadOptions = {}) {
  const caller = useCaller()
  const query = useInfiniteQuery<PeoplePage, CallError, { pages: PeoplePage[] }, readonly unknown[], string | undefined>({
    queryKey: [...readKey(caller, endpoint, body), 'people'],
    queryFn: ({ signal, pageParam }) =>
      call<AnyEndpoint>(caller, endpoint, withCursor(endpoint, { body }, pageParam), signal) as Promise<PeoplePage>,
    initialPageParam: undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    enabled: options.enabled ?? true,
  })
  return { ...query, personIds: query.data?.pages.flatMap((page) => page.personIds) ?? [] }
}

/** A change. `stale` names the endpoints whose answers it makes old; a name ending in a dot means all of that module. */
export function useWrite<E extends AnyEndpoint>(endpoint: E, options: { readonly stale?: readonly string[] } = {}) {
  const caller = useCaller()
  const client = useQueryClient()
  return useMutation<ResponseOf<E>, CallError, CallInput<E>>({
    mutationFn: (input) => call(caller, endpoint, input),
    onSuccess: () =>
      client.invalidateQueries({
        predicate: ({ queryKey: [name] }) =>
          typeof name === 'string' &&
          (options.stale ?? []).some((stale) => (stale.endsWith('.') ? name.startsWith(stale) : name === stale)),
      }),
  })
}
