/** Around every page of a workspace: navigation, top bar, keys, and the door when nobody is signed in. */
import { Result, Spin } from 'antd'
import { lazy, Suspense, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, Navigate, Outlet, useLocation, useNavigate } from 'react-router'
import { isSignedOut } from '../api/call-error.ts'
import { useMe, useWorkspace } from '../api/session.ts'
import { LANGUAGE_PREFERENCE, type Language } from '../i18n/languages.ts'
import { chooseLanguage } from '../i18n/start.ts'
import { ErrorNotice } from '../parts/error-notice.tsx'
import { useIsPhone } from '../parts/screen-width.ts'
import { pathsIn, signInPath } from '../paths.ts'
import { readPreference } from '../preferences.ts'
import { Brand } from './brand.tsx'
import { useKeyboard } from './keyboard.ts'
import { rememberWorkspace } from './last-workspace.ts'
import { SideMenu } from './side-menu.tsx'
import { TopBar } from './top-bar.tsx'
import { useNavigation } from './use-navigation.ts'

const BottomBar = lazy(async () => ({ default: (await import('./bottom-bar.tsx')).BottomBar }))
const HelpPanel = lazy(async () => ({ default: (await import('./help-panel.tsx')).HelpPanel }))
const SearchPanel = lazy(async () => ({ default: (await import('./search-panel.tsx')).SearchPanel }))

export function Frame() {
  const { data, error, isPending, refetch } = useMe()
  const workspace = useWorkspace()
  const location = useLocation()
  useAccountLanguage(data?.locale)
  if (isPending) return <Spin fullscreen />
  if (isSignedOut(error)) return <Navigate to={signInPath(location.pathname + location.search)} replace />
  if (error)
    return (
      <div className="lc-door">
        <ErrorNotice error={error} onRetry={() => refetch()} />
      </div>
    )
  if (!workspace) return <NoWorkspace names={data.workspaces.map(({ name }) => name)} />
  return <FrameInside key={workspace.name} workspace={workspace.name} />
}

/** The language the account chose elsewhere holds here as well, until somebody chooses one in this browser. */
function useAccountLanguage(locale: Language | null | undefined): void {
  useEffect(() => {
    if (locale && readPreference(LANGUAGE_PREFERENCE) === null) void chooseLanguage(locale)
  }, [locale])
}

function NoWorkspace({ names }: { readonly names: readonly string[] }) {
  const { t } = useTranslation('frame')
  return (
    <Result
      status="404"
      title={t('noWorkspace')}
      extra={names.map((name) => (
        <Link key={name} to={pathsIn(name).today()} style={{ margin: '0 8px' }}>
          {name}
        </Link>
      ))}
    />
  )
}

function FrameInside({ workspace }: { readonly workspace: string }) {
  const { t } = useTranslation('frame')
  const { areas, paths } = useNavigation()
  const navigate = useNavigate()
  const isPhone = useIsPhone()
  const [shown, show] = useState<'search' | 'help'>()
  useEffect(() => rememberWorkspace(workspace), [workspace])
  useKeyboard({
    search: () => show('search'),
    help: () => show('help'),
    go: (letter) => {
      const page = areas.flatMap((area) => area.pages).find((one) => one.letter === letter)
      if (page) navigate(page.path(paths))
      return page !== undefined
    },
  })
  return (
    <div className="lc-frame">
      <a className="lc-skip" href="#content">
        {t('skip')}
      </a>
      {isPhone ? null : (
        <aside className="lc-side">
          <div className="lc-side-inside">
            <Brand />
            <SideMenu />
          </div>
        </aside>
      )}
      <div className="lc-main">
        <TopBar onSearch={() => show('search')} onHelp={() => show('help')} />
        <main id="content" className="lc-content" tabIndex={-1}>
          <Suspense fallback={<Spin style={{ display: 'block', margin: '80px auto' }} />}>
            <Outlet />
          </Suspense>
        </main>
      </div>
      <Suspense>
        {isPhone ? <BottomBar /> : null}
        {shown === 'search' ? <SearchPanel open onClose={() => show(undefined)} /> : null}
        {shown === 'help' ? <HelpPanel open onClose={() => show(undefined)} /> : null}
      </Suspense>
    </div>
  )
}
