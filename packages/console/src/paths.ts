/** Every path of the console is built here, and nowhere else. The workspace in view is part of the address, so that a link shows what it showed. */
import { useMemo } from 'react'
import { useParams } from 'react-router'

export const DEFAULT_WORKSPACE = 'default'

type Query = Readonly<Record<string, string | undefined>>

function withQuery(path: string, query: Query = {}): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined && value !== '') search.set(name, value)
  const text = search.toString()
  return text ? `${path}?${text}` : path
}

export const signInPath = (next?: string) => withQuery('/sign-in', { next })

/** What the explorer shows: the name and person of events, and days `YYYY-MM-DD`, both counted. */
export interface ExplorerQuery {
  readonly name?: string | undefined
  readonly person?: string | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
}

/** What the page of a corp shows: a tab, and of its contacts those of a member of staff or in a state. */
export interface CorpQuery {
  readonly tab?: string | undefined
  readonly staff?: string | undefined
  readonly state?: string | undefined
}

/** The paths of one workspace. */
export function pathsIn(workspace: string) {
  const base = `/w/${encodeURIComponent(workspace)}`
  const part = encodeURIComponent
  return {
    home: () => base,
    today: () => `${base}/today`,
    tasks: () => `${base}/today/tasks`,
    people: (q?: string) => withQuery(`${base}/people`, { q }),
    /** With a tab of the page: `graph`, `merges`. */
    person: (id: string, tab?: string) => withQuery(`${base}/people/${part(id)}`, { tab }),
    /** Of one person only, when told which. */
    conflicts: (personId?: string) => withQuery(`${base}/people/conflicts`, { person: personId }),
    duplicates: () => `${base}/people/duplicates`,
    audiences: () => `${base}/people/audiences`,
    /** The builder; with a rule it starts from that one. */
    newAudience: (rule?: unknown) =>
      withQuery(`${base}/people/audiences/new`, { rule: rule === undefined ? undefined : JSON.stringify(rule) }),
    audience: (id: string, tab?: string) => withQuery(`${base}/people/audiences/${part(id)}`, { tab }),
    /** The builder on an audience that exists. */
    editAudience: (id: string) => `${base}/people/audiences/${part(id)}/edit`,
    /** Of these, when told which. */
    overlap: (ids: readonly string[] = []) => withQuery(`${base}/people/audiences/overlap`, { ids: ids.join(',') }),
    lifecycle: () => `${base}/people/lifecycle`,
    rfm: () => `${base}/people/rfm`,
    tags: () => `${base}/people/tags`,
    tag: (id: string, tab?: string) => withQuery(`${base}/people/tags/${part(id)}`, { tab }),
    transfers: () => `${base}/people/transfers`,
    /** A new one; with a draft it starts from that. */
    newTransfer: (draft?: object) =>
      withQuery(`${base}/people/transfers/new`, {
        d: draft && JSON.stringify({ takeovers: [], customers: 'all', groups: 'all', message: '', ...draft }),
      }),
    /** With a tab of its page: `customers`, `groups`. */
    transfer: (id: string, tab?: string) => withQuery(`${base}/people/transfers/${part(id)}`, { tab }),
    lost: () => `${base}/people/lost`,
    broadcasts: () => `${base}/reach/broadcasts`,
    /** The builder; with an id it begins with what that one said. */
    newBroadcast: (copy?: string) => withQuery(`${base}/reach/broadcasts/new`, { copy }),
    moments: () => `${base}/reach/moments`,
    newMoment: () => `${base}/reach/moments/new`,
    /** With a tab of its page: `members`, `reactions`, `content`. */
    moment: (id: string, tab?: string) => withQuery(`${base}/reach/moments/${part(id)}`, { tab }),
    reachRules: () => `${base}/reach/rules`,
    /** With a tab of its page: `staff`, `content`. */
    broadcast: (id: string, tab?: string) => withQuery(`${base}/reach/broadcasts/${part(id)}`, { tab }),
    /** Of one corp, when told which. */
    welcomes: (corpId?: string) => withQuery(`${base}/reach/welcome`, { corp: corpId }),
    newWelcome: (corpId: string) => withQuery(`${base}/reach/welcome/new`, { corp: corpId }),
    welcome: (corpId: string, id: string) => withQuery(`${base}/reach/welcome/${part(id)}`, { corp: corpId }),
    /** Of one corp, when told which. */
    quotas: (corpId?: string) => withQuery(`${base}/reach/quotas`, { corp: corpId }),
    groups: () => `${base}/groups`,
    /** With a tab of its page: `members`. */
    group: (id: string, tab?: string) => withQuery(`${base}/groups/${part(id)}`, { tab }),
    events: () => `${base}/events`,
    event: (name: string) => `${base}/events/${part(name)}`,
    explorer: (query: ExplorerQuery = {}) => withQuery(`${base}/explorer`, { ...query }),
    funnel: () => `${base}/funnel`,
    retention: () => `${base}/retention`,
    repurchase: () => `${base}/repurchase`,
    ltv: () => `${base}/ltv`,
    model: () => `${base}/model`,
    health: () => `${base}/health`,
    imports: () => `${base}/imports`,
    newImport: () => `${base}/imports/new`,
    oneImport: (id: string) => `${base}/imports/${part(id)}`,
    channels: () => `${base}/settings/channels`,
    /** A connected corp; with a tab of its page: `staff`, `contacts`, `tags`, `runs`, `connection`. */
    corp: (corpId: string, query: CorpQuery = {}) => withQuery(`${base}/settings/channels/${part(corpId)}`, { ...query }),
    keys: () => `${base}/settings/keys`,
    workspaces: () => `${base}/settings/workspaces`,
    members: () => `${base}/settings/members`,
    sessions: () => `${base}/settings/sessions`,
    audit: () => `${base}/settings/audit`,
    identifierKinds: () => `${base}/settings/identifier-kinds`,
    purposes: () => `${base}/settings/purposes`,
    erasures: () => `${base}/settings/erasures`,
    erasure: (id: string) => `${base}/settings/erasures/${part(id)}`,
  }
}

export type Paths = ReturnType<typeof pathsIn>

/** The workspace of the address, undefined outside of one (sign-in). */
export function useWorkspaceName(): string | undefined {
  return useParams().workspace
}

export function usePaths(): Paths {
  const workspace = useWorkspaceName() ?? DEFAULT_WORKSPACE
  return useMemo(() => pathsIn(workspace), [workspace])
}
