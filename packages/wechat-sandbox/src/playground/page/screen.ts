/** What every part of the page is handed: language, who is looked at, and how to act. */
import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { Phone } from './api.ts'
import type { Language } from './words.ts'

export interface Screen {
  readonly language: Language
  readonly word: (key: string) => string
  /** A deed of the person whose phone is open; what came of it is shown. */
  readonly act: (verb: string, fields?: object) => Promise<void>
  /** Any other change of the world; failures are shown. */
  readonly attempt: (work: () => Promise<string | undefined>) => Promise<void>
  readonly phone: Phone | undefined
}

const ScreenContext = createContext<Screen | undefined>(undefined)
export const ScreenProvider = ScreenContext.Provider

export function useScreen(): Screen {
  const screen = useContext(ScreenContext)
  if (!screen) throw new Error('outside of the screen')
  return screen
}
