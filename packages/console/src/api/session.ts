/** Who is signed in, what they may do in the workspace in view, and its time zone. Asked once, without naming a workspace. */
import { me } from '@liuchi/server/platform/auth/contract'
import type { ResponseOf } from '@liuchi/server/platform/contract'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useWorkspaceName } from '../paths.ts'
import { type AnyEndpoint, CSRF_COOKIE, call, cookieValue } from './call.ts'
import { CallError, SIGNED_OUT_CODE } from './call-error.ts'

export type Me = ResponseOf<typeof me>
export type WorkspaceOfMine = Me['workspaces'][number]

const ME_KEY = ['console.me']
const FALLBACK_TIME_ZONE = 'Asia/Shanghai'

export function useMe() {
  const { i18n } = useTranslation()
  return useQuery<Me, CallError>({
    queryKey: ME_KEY,
    queryFn: ({ signal }) => {
      // Every session comes with this cookie: without it nobody is signed in, and there is nothing to ask.
      if (cookieValue(CSRF_COOKIE) === undefined) throw new CallError(401, SIGNED_OUT_CODE, '')
      return call({ workspace: undefined, language: i18n.language }, me, {}, signal)
    },
  })
}

/** Ask again who is signed in: after signing in or out, after a change of workspaces or roles, and when a call says 401. */
export function useRefreshMe(): () => Promise<void> {
  const client = useQueryClient()
  return () => client.resetQueries({ queryKey: ME_KEY })
}

export function useWorkspace(): WorkspaceOfMine | undefined {
  const { data } = useMe()
  const name = useWorkspaceName()
  return data?.workspaces.find((workspace) => workspace.name === name)
}

export function useTimeZone(): string {
  return useWorkspace()?.timeZone ?? FALLBACK_TIME_ZONE
}

/** Whether the person in front of the page may call an endpoint in the workspace in view. */
export function useMay(): (endpoint: AnyEndpoint) => boolean {
  const permissions = useWorkspace()?.permissions ?? []
  return ({ access }) => access === 'public' || access === 'signedIn' || permissions.includes(access)
}

/** Undefined when it may be called, else the words for a disabled button. */
export function useWhyNot(): (endpoint: AnyEndpoint) => string | undefined {
  const may = useMay()
  const { t, i18n } = useTranslation('kinds')
  return (endpoint) => {
    if (may(endpoint)) return undefined
    return t('noPermission', { what: endpoint.summary[i18n.language === 'en' ? 'en' : 'zh'] })
  }
}
