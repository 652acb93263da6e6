/** Every path of the console, so that a change of an address is seen. */
import { expect, test } from 'vitest'
import { pathsIn, signInPath } from './paths.ts'

test('paths carry the workspace, escape what they are given and leave out what is absent', () => {
  const paths = pathsIn('main')
  expect({
    today: paths.today(),
    people: [paths.people(), paths.people('phone:+86 138'), paths.person('7'), paths.duplicates()],
    audiences: [
      paths.audiences(),
      paths.newAudience(),
      paths.newAudience({ tag: { name: '高意向' } }),
      paths.audience('3', 'why'),
      paths.editAudience('3'),
      paths.overlap(['1', '2']),
    ],
    tags: [paths.tags(), paths.tag('4'), paths.tag('4', 'rule')],
    events: [paths.events(), paths.event('订单/支付')],
    explorer: [paths.explorer(), paths.explorer({ name: 'buy', person: undefined, from: '2026-01-01' })],
    figures: [paths.funnel(), paths.retention(), paths.repurchase(), paths.health()],
    imports: [paths.imports(), paths.newImport(), paths.oneImport('x')],
    settings: [paths.keys(), paths.workspaces(), paths.members(), paths.sessions(), paths.audit()],
    channels: [paths.channels(), paths.corp('ww1'), paths.corp('ww1', { tab: 'contacts', staff: '李' })],
    reach: [paths.broadcasts(), paths.newBroadcast(), paths.broadcast('3', 'staff')],
    identity: [paths.person('7', 'merges'), paths.conflicts(), paths.conflicts('7'), paths.identifierKinds()],
    privacy: [paths.purposes(), paths.erasures(), paths.erasure('x')],
    signIn: [signInPath(), signInPath('/w/main/today')],
  }).toMatchInlineSnapshot(`
    {
      "audiences": [
        "/w/main/people/audiences",
        "/w/main/people/audiences/new",
        "/w/main/people/audiences/new?rule=%7B%22tag%22%3A%7B%22name%22%3A%22%E9%AB%98%E6%84%8F%E5%90%91%22%7D%7D",
        "/w/main/people/audiences/3?tab=why",
        "/w/main/people/audiences/3/edit",
        "/w/main/people/audiences/overlap?ids=1%2C2",
      ],
      "channels": [
        "/w/main/settings/channels",
        "/w/main/settings/channels/ww1",
        "/w/main/settings/channels/ww1?tab=contacts&staff=%E6%9D%8E",
      ],
      "events": [
        "/w/main/events",
        "/w/main/events/%E8%AE%A2%E5%8D%95%2F%E6%94%AF%E4%BB%98",
      ],
      "explorer": [
        "/w/main/explorer",
        "/w/main/explorer?name=buy&from=2026-01-01",
      ],
      "figures": [
        "/w/main/funnel",
        "/w/main/retention",
        "/w/main/repurchase",
        "/w/main/health",
      ],
      "identity": [
        "/w/main/people/7?tab=merges",
        "/w/main/people/conflicts",
        "/w/main/people/conflicts?person=7",
        "/w/main/settings/identifier-kinds",
      ],
      "imports": [
        "/w/main/imports",
        "/w/main/imports/new",
        "/w/main/imports/x",
      ],
      "people": [
        "/w/main/people",
        "/w/main/people?q=phone%3A%2B86+138",
        "/w/main/people/7",
        "/w/main/people/duplicates",
      ],
      "privacy": [
        "/w/main/settings/purposes",
        "/w/main/settings/erasures",
        "/w/main/settings/erasures/x",
      ],
      "reach": [
        "/w/main/reach/broadcasts",
        "/w/main/reach/broadcasts/new",
        "/w/main/reach/broadcasts/3?tab=staff",
      ],
      "settings": [
        "/w/main/settings/keys",
        "/w/main/settings/workspaces",
        "/w/main/settings/members",
        "/w/main/settings/sessions",
        "/w/main/settings/audit",
      ],
      "signIn": [
        "/sign-in",
        "/sign-in?next=%2Fw%2Fmain%2Ftoday",
      ],
      "tags": [
        "/w/main/people/tags",
        "/w/main/people/tags/4",
        "/w/main/people/tags/4?tab=rule",
      ],
      "today": "/w/main/today",
    }
  `)
})
