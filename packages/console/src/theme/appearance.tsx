/** Light, dark or as the system says: chosen once per browser, applied to Ant Design, charts and the page itself. */
import { App, theme as antTheme, ConfigProvider } from 'antd'
import enUS from 'antd/locale/en_US'
import zhCN from 'antd/locale/zh_CN'
import { createContext, type ReactNode, use, useCallback, useLayoutEffect, useMemo, useSyncExternalStore } from 'react'
import { useLanguage } from '../i18n/formats.ts'
import { usePreference } from '../preferences.ts'
import { pageVariablesOf } from './page-variables.ts'
import { type Appearance, antThemeOf } from './tokens.ts'

export const APPEARANCE_CHOICES = ['system', 'light', 'dark'] as const
export type AppearanceChoice = (typeof APPEARANCE_CHOICES)[number]
const APPEARANCE_PREFERENCE = 'appearance'

const AppearanceContext = createContext<Appearance>('light')

export function useAppearance(): Appearance {
  return use(AppearanceContext)
}

export function useAppearanceChoice(): [AppearanceChoice, (choice: AppearanceChoice) => void] {
  const [stored, store] = usePreference(APPEARANCE_PREFERENCE)
  const choice = APPEARANCE_CHOICES.find((one) => one === stored) ?? 'system'
  return [choice, store]
}

const DARK_QUERY = '(prefers-color-scheme: dark)'
const LESS_MOTION_QUERY = '(prefers-reduced-motion: reduce)'

/** Whether the system says so now. */
function useSystem(query: string): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const media = window.matchMedia(query)
      media.addEventListener('change', listener)
      return () => media.removeEventListener('change', listener)
    },
    [query],
  )
  return useSyncExternalStore(subscribe, () => window.matchMedia(query).matches)
}

function useChosenAppearance(): Appearance {
  const [choice] = useAppearanceChoice()
  const systemIsDark = useSystem(DARK_QUERY)
  if (choice === 'system') return systemIsDark ? 'dark' : 'light'
  return choice
}

function PageVariables({ appearance }: { readonly appearance: Appearance }) {
  const { token } = antTheme.useToken()
  useLayoutEffect(() => {
    const root = document.documentElement
    root.dataset.appearance = appearance
    root.style.colorScheme = appearance
    for (const [name, value] of Object.entries(pageVariablesOf(token, appearance))) root.style.setProperty(name, value)
  }, [appearance, token])
  return null
}

/** Gives everything below it the theme, Ant Design's own words in the reader's language, and messages that know both. */
export function AppearanceProvider({ children }: { readonly children: ReactNode }) {
  const appearance = useChosenAppearance()
  const language = useLanguage()
  const lessMotion = useSystem(LESS_MOTION_QUERY)
  const theme = useMemo(() => antThemeOf(appearance, { motion: !lessMotion }), [appearance, lessMotion])
  return (
    <AppearanceContext value={appearance}>
      <ConfigProvider theme={theme} locale={language === 'en' ? enUS : zhCN} button={{ autoInsertSpace: false }}>
        <PageVariables appearance={appearance} />
        <App component={false}>{children}</App>
      </ConfigProvider>
    </AppearanceContext>
  )
}
