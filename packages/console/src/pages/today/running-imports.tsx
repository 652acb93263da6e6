/** Imports that are under way, with what is left; nothing when none is. */
import { listImports } from '@liuchi/server/contract/events/imports'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { usePages } from '../../api/hooks.ts'
import { useMay } from '../../api/session.ts'
import { Section } from '../../parts/section.tsx'
import { usePaths } from '../../paths.ts'
import { ImportProgress, isUnderWay, RUNNING_REFRESH_MS } from '../imports/import-status.tsx'

const LOOKED_AT = 10

export function RunningImports() {
  const { t } = useTranslation('today')
  const paths = usePaths()
  const client = useQueryClient()
  const may = useMay()(listImports)
  const { items } = usePages(
    listImports,
    { query: { limit: LOOKED_AT } },
    { enabled: may, refreshWhile: (all) => (all.some(isUnderWay) ? RUNNING_REFRESH_MS : false) },
  )
  const running = items.filter(isUnderWay)
  const before = useRef(0)
  useEffect(() => {
    // The figures above are old as soon as one has ended.
    if (running.length < before.current)
      void client.invalidateQueries({ predicate: ({ queryKey: [name] }) => name === 'insights.overview' || name === 'trackingPlan.health' })
    before.current = running.length
  }, [client, running.length])
  if (running.length === 0) return null
  return (
    <Section title={t('running')}>
      <ul className="lc-stack">
        {running.map((one) => (
          <li key={one.id}>
            <Link to={paths.oneImport(one.id)}>{one.fileName}</Link>
            <ImportProgress one={one} />
          </li>
        ))}
      </ul>
    </Section>
  )
}
