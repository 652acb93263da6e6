/** `/` leads to Today of the workspace seen last, else of the first one of this person. */
import { Spin } from 'antd'
import { Navigate, useLocation } from 'react-router'
import { isSignedOut } from '../api/call-error.ts'
import { useMe } from '../api/session.ts'
import { ErrorNotice } from '../parts/error-notice.tsx'
import { pathsIn, signInPath, useWorkspaceName } from '../paths.ts'
import { startWorkspace } from './last-workspace.ts'

export function Home() {
  const wanted = useWorkspaceName()
  const location = useLocation()
  const { data, error, isPending, refetch } = useMe()
  if (isPending) return <Spin fullscreen />
  if (isSignedOut(error)) return <Navigate to={signInPath(location.pathname === '/' ? undefined : location.pathname)} replace />
  if (error)
    return (
      <div className="lc-door">
        <ErrorNotice error={error} onRetry={() => refetch()} />
      </div>
    )
  const workspace = startWorkspace(
    wanted,
    data.workspaces.map(({ name }) => name),
  )
  return <Navigate to={pathsIn(workspace).today()} replace />
}
