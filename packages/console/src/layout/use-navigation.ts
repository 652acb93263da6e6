/** The navigation as it is for this person at this address. */
import { useMemo } from 'react'
import { useLocation } from 'react-router'
import { useWorkspace } from '../api/session.ts'
import { usePaths } from '../paths.ts'
import { navigationFor, pageAt } from './navigation.tsx'

export function useNavigation() {
  const workspace = useWorkspace()
  const paths = usePaths()
  const { pathname } = useLocation()
  const areas = useMemo(() => navigationFor(workspace?.permissions ?? []), [workspace])
  return { areas, paths, current: pageAt(areas, paths, pathname) }
}
