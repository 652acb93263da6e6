/** The console's map: areas and their pages, only what exists. Later modules add their area here. */
import { BarChartOutlined, DashboardOutlined, MessageOutlined, SendOutlined, SettingOutlined, TeamOutlined } from '@ant-design/icons'
import type { ReactNode } from 'react'
import type { Paths } from '../paths.ts'

type AreaKey = 'today' | 'people' | 'reach' | 'groups' | 'insights' | 'settings'
type PageKey =
  | 'today'
  | 'tasks'
  | 'people'
  | 'conflicts'
  | 'audiences'
  | 'tags'
  | 'lifecycle'
  | 'rfm'
  | 'duplicates'
  | 'transfers'
  | 'lost'
  | 'broadcasts'
  | 'moments'
  | 'reachRules'
  | 'welcomes'
  | 'quotas'
  | 'groups'
  | 'events'
  | 'explorer'
  | 'funnel'
  | 'retention'
  | 'repurchase'
  | 'ltv'
  | 'model'
  | 'health'
  | 'imports'
  | 'channels'
  | 'keys'
  | 'workspaces'
  | 'members'
  | 'sessions'
  | 'audit'
  | 'identifierKinds'
  | 'purposes'
  | 'erasures'

export interface NavigationPage {
  readonly key: PageKey
  readonly path: (paths: Paths) => string
  /** Second key after `g`: a letter, or a digit since the letters are all taken. */
  readonly letter: string
  /** What reading this page needs; absent means being signed in. */
  readonly permission?: string
}

export interface NavigationArea {
  readonly key: AreaKey
  readonly icon: ReactNode
  readonly pages: readonly NavigationPage[]
}

const navigation: readonly NavigationArea[] = [
  {
    key: 'today',
    icon: <DashboardOutlined />,
    pages: [
      { key: 'today', path: (paths) => paths.today(), letter: 't' },
      { key: 'tasks', path: (paths) => paths.tasks(), letter: '0', permission: 'tasks.read' },
    ],
  },
  {
    key: 'people',
    icon: <TeamOutlined />,
    pages: [
      { key: 'people', path: (paths) => paths.people(), letter: 'p', permission: 'people.read' },
      { key: 'audiences', path: (paths) => paths.audiences(), letter: 'q', permission: 'audiences.read' },
      { key: 'tags', path: (paths) => paths.tags(), letter: 'g', permission: 'tags.read' },
      { key: 'lifecycle', path: (paths) => paths.lifecycle(), letter: 'z', permission: 'insights.read' },
      { key: 'rfm', path: (paths) => paths.rfm(), letter: 'v', permission: 'insights.read' },
      { key: 'lost', path: (paths) => paths.lost(), letter: '3', permission: 'channels.read' },
      { key: 'transfers', path: (paths) => paths.transfers(), letter: '4', permission: 'channels.read' },
      { key: 'conflicts', path: (paths) => paths.conflicts(), letter: 'c', permission: 'people.read' },
      { key: 'duplicates', path: (paths) => paths.duplicates(), letter: 'd', permission: 'people.read' },
    ],
  },
  {
    key: 'reach',
    icon: <SendOutlined />,
    pages: [
      { key: 'broadcasts', path: (paths) => paths.broadcasts(), letter: '1', permission: 'reach.read' },
      { key: 'moments', path: (paths) => paths.moments(), letter: '7', permission: 'reach.read' },
      { key: 'reachRules', path: (paths) => paths.reachRules(), letter: '6', permission: 'reach.read' },
      { key: 'welcomes', path: (paths) => paths.welcomes(), letter: '8', permission: 'channels.read' },
      { key: 'quotas', path: (paths) => paths.quotas(), letter: '9', permission: 'channels.read' },
    ],
  },
  {
    key: 'groups',
    icon: <MessageOutlined />,
    pages: [{ key: 'groups', path: (paths) => paths.groups(), letter: '2', permission: 'channels.read' }],
  },
  {
    key: 'insights',
    icon: <BarChartOutlined />,
    pages: [
      { key: 'events', path: (paths) => paths.events(), letter: 'e', permission: 'events.read' },
      { key: 'explorer', path: (paths) => paths.explorer(), letter: 'x', permission: 'events.read' },
      { key: 'funnel', path: (paths) => paths.funnel(), letter: 'f', permission: 'insights.read' },
      { key: 'retention', path: (paths) => paths.retention(), letter: 'r', permission: 'insights.read' },
      { key: 'repurchase', path: (paths) => paths.repurchase(), letter: 'b', permission: 'insights.read' },
      { key: 'ltv', path: (paths) => paths.ltv(), letter: 'o', permission: 'insights.read' },
      { key: 'model', path: (paths) => paths.model(), letter: 'j', permission: 'insights.read' },
      { key: 'health', path: (paths) => paths.health(), letter: 'h', permission: 'events.read' },
      { key: 'imports', path: (paths) => paths.imports(), letter: 'i', permission: 'imports.read' },
    ],
  },
  {
    key: 'settings',
    icon: <SettingOutlined />,
    pages: [
      { key: 'channels', path: (paths) => paths.channels(), letter: 'n', permission: 'channels.read' },
      { key: 'keys', path: (paths) => paths.keys(), letter: 'k', permission: 'keys.manage' },
      { key: 'members', path: (paths) => paths.members(), letter: 'm', permission: 'accounts.manage' },
      { key: 'workspaces', path: (paths) => paths.workspaces(), letter: 'w' },
      { key: 'sessions', path: (paths) => paths.sessions(), letter: 's' },
      { key: 'identifierKinds', path: (paths) => paths.identifierKinds(), letter: 'y', permission: 'people.read' },
      { key: 'purposes', path: (paths) => paths.purposes(), letter: 'u', permission: 'consents.read' },
      { key: 'erasures', path: (paths) => paths.erasures(), letter: 'l', permission: 'privacy.erase' },
      { key: 'audit', path: (paths) => paths.audit(), letter: 'a', permission: 'audit.read' },
    ],
  },
]

/** The areas with the pages that these permissions open; an area without pages disappears. */
export function navigationFor(permissions: readonly string[]): readonly NavigationArea[] {
  return navigation
    .map((area) => ({
      ...area,
      pages: area.pages.filter((page) => page.permission === undefined || permissions.includes(page.permission)),
    }))
    .filter((area) => area.pages.length > 0)
}

/** The page an address belongs to: the one with the longest path that begins it. */
export function pageAt(
  areas: readonly NavigationArea[],
  paths: Paths,
  address: string,
): { area: NavigationArea; page: NavigationPage } | undefined {
  const all = areas.flatMap((area) => area.pages.map((page) => ({ area, page, path: page.path(paths) })))
  const hits = all.filter(({ path }) => address === path || address.startsWith(`${path}/`))
  return hits.sort((a, b) => b.path.length - a.path.length)[0]
}
