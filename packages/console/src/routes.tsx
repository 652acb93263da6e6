/** Every route of the console. Pages load when they are opened; a page file exports one component. */
import type { ComponentType } from 'react'
import { createBrowserRouter, type RouteObject } from 'react-router'
import { Broken } from './layout/broken.tsx'
import { Home } from './layout/home.tsx'
import { NotFound } from './layout/not-found.tsx'
import { RouteFallback } from './layout/route-fallback.tsx'

/** A page that is fetched on first use. */
function page(path: string, load: () => Promise<ComponentType>): RouteObject {
  return { path, lazy: async () => ({ Component: await load() }) }
}

const pages: RouteObject[] = [
  page('today', async () => (await import('./pages/today/today-page.tsx')).TodayPage),
  page('today/tasks', async () => (await import('./pages/today/tasks/tasks-page.tsx')).TasksPage),
  page('people', async () => (await import('./pages/people/people-page.tsx')).PeoplePage),
  page('people/conflicts', async () => (await import('./pages/people/conflicts/conflicts-page.tsx')).ConflictsPage),
  page('people/duplicates', async () => (await import('./pages/people/duplicates-page.tsx')).DuplicatesPage),
  page('people/audiences', async () => (await import('./pages/people/audiences/audiences-page.tsx')).AudiencesPage),
  page('people/audiences/new', async () => (await import('./pages/people/audiences/new-audience-page.tsx')).NewAudiencePage),
  page('people/audiences/overlap', async () => (await import('./pages/people/audiences/overlap-page.tsx')).OverlapPage),
  page('people/audiences/:id', async () => (await import('./pages/people/audiences/audience-page.tsx')).AudiencePage),
  page('people/audiences/:id/edit', async () => (await import('./pages/people/audiences/edit-audience-page.tsx')).EditAudiencePage),
  page('people/tags', async () => (await import('./pages/people/tags/tags-page.tsx')).TagsPage),
  page('people/tags/:id', async () => (await import('./pages/people/tags/tag-page.tsx')).TagPage),
  page('people/lifecycle', async () => (await import('./pages/people/tiers/lifecycle-page.tsx')).LifecyclePage),
  page('people/rfm', async () => (await import('./pages/people/tiers/rfm-page.tsx')).RfmPage),
  page('people/transfers', async () => (await import('./pages/people/transfers/transfers-page.tsx')).TransfersPage),
  page('people/transfers/new', async () => (await import('./pages/people/transfers/new-transfer-page.tsx')).NewTransferPage),
  page('people/transfers/:id', async () => (await import('./pages/people/transfers/transfer-page.tsx')).TransferPage),
  page('people/lost', async () => (await import('./pages/people/lost/lost-page.tsx')).LostPage),
  page('people/:id', async () => (await import('./pages/people/person-page.tsx')).PersonPage),
  page('reach/broadcasts', async () => (await import('./pages/reach/broadcasts/broadcasts-page.tsx')).BroadcastsPage),
  page('reach/broadcasts/new', async () => (await import('./pages/reach/broadcasts/new-broadcast-page.tsx')).NewBroadcastPage),
  page('reach/moments', async () => (await import('./pages/reach/moments/moments-page.tsx')).MomentsPage),
  page('reach/moments/new', async () => (await import('./pages/reach/moments/new-moment-page.tsx')).NewMomentPage),
  page('reach/moments/:id', async () => (await import('./pages/reach/moments/moment-page.tsx')).MomentPage),
  page('reach/rules', async () => (await import('./pages/reach/rules/rules-page.tsx')).RulesPage),
  page('reach/broadcasts/:id', async () => (await import('./pages/reach/broadcasts/broadcast-page.tsx')).BroadcastPage),
  page('reach/welcome', async () => (await import('./pages/reach/welcome/welcomes-page.tsx')).WelcomesPage),
  page('reach/welcome/new', async () => (await import('./pages/reach/welcome/welcome-page.tsx')).NewWelcomePage),
  page('reach/welcome/:id', async () => (await import('./pages/reach/welcome/welcome-page.tsx')).WelcomePage),
  page('reach/quotas', async () => (await import('./pages/reach/quotas/quotas-page.tsx')).QuotasPage),
  page('groups', async () => (await import('./pages/groups/groups-page.tsx')).GroupsPage),
  page('groups/:id', async () => (await import('./pages/groups/group-page.tsx')).GroupPage),
  page('events', async () => (await import('./pages/events/events-page.tsx')).EventsPage),
  page('events/:name', async () => (await import('./pages/events/event-page.tsx')).EventPage),
  page('explorer', async () => (await import('./pages/events/explorer-page.tsx')).ExplorerPage),
  page('health', async () => (await import('./pages/events/health-page.tsx')).HealthPage),
  page('funnel', async () => (await import('./pages/insights/funnel-page.tsx')).FunnelPage),
  page('retention', async () => (await import('./pages/insights/retention-page.tsx')).RetentionPage),
  page('repurchase', async () => (await import('./pages/insights/repurchase-page.tsx')).RepurchasePage),
  page('ltv', async () => (await import('./pages/insights/ltv-page.tsx')).LtvPage),
  page('model', async () => (await import('./pages/insights/model-page.tsx')).ModelPage),
  page('imports', async () => (await import('./pages/imports/imports-page.tsx')).ImportsPage),
  page('imports/new', async () => (await import('./pages/imports/new-import-page.tsx')).NewImportPage),
  page('imports/:id', async () => (await import('./pages/imports/import-page.tsx')).ImportPage),
  page('settings/channels', async () => (await import('./pages/settings/channels/channels-page.tsx')).ChannelsPage),
  page('settings/channels/:corpId', async () => (await import('./pages/settings/channels/corp-page.tsx')).CorpPage),
  page('settings/keys', async () => (await import('./pages/settings/keys-page.tsx')).KeysPage),
  page('settings/workspaces', async () => (await import('./pages/settings/workspaces-page.tsx')).WorkspacesPage),
  page('settings/members', async () => (await import('./pages/settings/members-page.tsx')).MembersPage),
  page('settings/sessions', async () => (await import('./pages/settings/sessions-page.tsx')).SessionsPage),
  page('settings/audit', async () => (await import('./pages/settings/audit-page.tsx')).AuditPage),
  page('settings/purposes', async () => (await import('./pages/settings/purposes-page.tsx')).PurposesPage),
  page('settings/erasures', async () => (await import('./pages/settings/erasures-page.tsx')).ErasuresPage),
  page('settings/erasures/:id', async () => (await import('./pages/settings/erasures-proof-page.tsx')).ErasurePage),
  page('settings/identifier-kinds', async () => (await import('./pages/settings/identifier-kinds-page.tsx')).IdentifierKindsPage),
]

export function openRouter() {
  return createBrowserRouter([
    {
      ErrorBoundary: Broken,
      HydrateFallback: RouteFallback,
      children: [
        { index: true, Component: Home },
        page('sign-in', async () => (await import('./pages/sign-in/sign-in-page.tsx')).SignInPage),
        {
          path: 'w/:workspace',
          lazy: async () => ({ Component: (await import('./layout/frame.tsx')).Frame }),
          children: [{ index: true, Component: Home }, ...pages, { path: '*', Component: NotFound }].map((route) => ({
            ...route,
            ErrorBoundary: Broken,
          })),
        },
        { path: '*', Component: NotFound },
      ],
    },
  ])
}
