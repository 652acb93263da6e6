/** The tab 标识图 of a person: identifiers and what joined them, as a drawing and as a table. */
import { Alert, Segmented, Skeleton } from 'antd'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNumbers } from '../../../i18n/formats.ts'
import { EmptyState } from '../../../parts/empty-state.tsx'
import { ErrorNotice } from '../../../parts/error-notice.tsx'
import { useIsPhone } from '../../../parts/screen-width.ts'
import { Section } from '../../../parts/section.tsx'
import { GraphTable } from './graph-table.tsx'
import { useIdentityGraph } from './use-identity-graph.ts'

const GraphCanvas = lazy(() => import('./graph-canvas.tsx'))

export function PersonGraph({ personId }: { readonly personId: string }) {
  const { t } = useTranslation('people')
  const numbers = useNumbers()
  const isPhone = useIsPhone()
  const { graph, shape, isPending, error, refetch, dataUpdatedAt } = useIdentityGraph(personId)
  const [chosen, choose] = useState<'drawing' | 'table'>()
  const form = chosen ?? (isPhone ? 'table' : 'drawing')
  const met = graph.nodes.length - shape.own.size
  const sentence =
    t('graph.sentence', { count: shape.own.size, shown: numbers.exact(shape.own.size) }) +
    (met > 0 ? t('graph.sentenceMet', { count: met, shown: numbers.exact(met) }) : '')
  const choice = (
    <Segmented
      size="small"
      aria-label={t('graph.form')}
      value={form}
      options={[
        { value: 'drawing', label: t('graph.drawing') },
        { value: 'table', label: t('graph.table') },
      ]}
      onChange={choose}
    />
  )
  return (
    <Section title={t('tab.graph')} extra={choice}>
      <div className="lc-stack">
        <ErrorNotice error={error} onRetry={() => refetch()} />
        {isPending ? <Skeleton active paragraph={{ rows: 8 }} /> : null}
        {!isPending && !error && graph.nodes.length === 0 ? <EmptyState title={t('noIdentifiers')} /> : null}
        {graph.nodes.length > 0 ? (
          <>
            <p className="lc-soft">{sentence}</p>
            {graph.more ? <Alert type="info" showIcon title={t('graph.more', { shown: numbers.exact(graph.nodes.length) })} /> : null}
            {form === 'table' ? (
              <GraphTable graph={graph} shape={shape} label={t('tab.graph')} />
            ) : (
              <Suspense fallback={<Skeleton active title={false} paragraph={{ rows: 8 }} />}>
                <GraphCanvas key={dataUpdatedAt} graph={graph} shape={shape} label={`${t('tab.graph')}. ${sentence}`} />
              </Suspense>
            )}
            <p className="lc-soft lc-small">{t('graph.legend')}</p>
          </>
        ) : null}
      </div>
    </Section>
  )
}
