/** How identity came about, in words of the trade: causes, sources and reasons; a word that is new to the console is shown as it came. */
import { useTranslation } from 'react-i18next'

const CAUSES = ['event', 'alias', 'bind', 'unbind', 'request', 'conflict', 'suggestion', 'unmerge', 'erase'] as const
const SOURCES = ['segment', 'sensors', 'import', 'server', 'api', 'request'] as const
const REASONS = ['shared', 'several_people', 'never', 'apart', 'not_unique'] as const

/** The name among the known ones, undefined for others. */
function known<Name extends string>(names: readonly Name[], name: string): Name | undefined {
  return names.find((one) => one === name)
}

export interface IdentityWords {
  /** Why something happened, or why identifiers that met were not merged. */
  cause(name: string): string
  /** Which way it came in. */
  source(name: string): string
  /** `事件里一起出现 · Segment SDK · 张三`, without what is empty. */
  origin(what: { readonly cause: string; readonly source?: string; readonly by?: string }): string
}

export function useIdentityWords(): IdentityWords {
  const { t } = useTranslation('people')
  const source = (name: string) => {
    const way = known(SOURCES, name)
    return way ? t(`source.${way}`) : name
  }
  const cause = (name: string) => {
    const why = known(CAUSES, name)
    if (why) return t(`cause.${why}`)
    const reason = known(REASONS, name)
    return reason ? t(`reason.${reason}`) : source(name)
  }
  return {
    cause,
    source,
    origin: (what) => [cause(what.cause), source(what.source ?? ''), what.by ?? ''].filter((word) => word !== '').join(' · '),
  }
}
