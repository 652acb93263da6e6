/** One deletion: how far it is, and then its proof, to be shown, printed or handed over as a file. */
import { type Erasure, readErasure } from '@liuchi/server/contract/compliance/rights'
import { useQueryClient } from '@tanstack/react-query'
import { Alert } from 'antd'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { useRead } from '../../api/hooks.ts'
import { DetailPage } from '../../pagekinds/detail/detail-page.tsx'
import { Pairs } from '../../pagekinds/detail/pairs.tsx'
import { FigureNumber } from '../../pagekinds/figure/figure-number.tsx'
import { saveFile } from '../../parts/download.ts'
import { JobProgress, useJob } from '../../parts/job-progress.tsx'
import { Moment } from '../../parts/moment.tsx'
import { Count } from '../../parts/numbers.tsx'
import { Section } from '../../parts/section.tsx'
import { usePaths } from '../../paths.ts'
import { ErasureState, isErasing, RUNNING_REFRESH_MS, sumOf } from './erasures-state.tsx'
import { ErasureSteps } from './erasures-steps.tsx'

const JSON_INDENT = 2

function Figures({ one }: { readonly one: Erasure }) {
  const { t } = useTranslation('privacy')
  const [rows, kept] = [sumOf(one, 'rows'), sumOf(one, 'kept')]
  const unitOf = (count: number) => t('erasures.rowsUnit', { count })
  const note = one.left === null ? t('erasures.notYet') : t(one.left === 0 ? 'erasures.leftNote' : 'erasures.leftBad')
  return (
    <>
      <FigureNumber title={t('erasures.rows')} value={rows} unit={unitOf(rows)} />
      <FigureNumber title={t('erasures.kept')} value={kept} unit={unitOf(kept)} />
      <FigureNumber title={t('erasures.left')} value={one.left} unit={one.left === null ? '' : unitOf(one.left)} note={note} />
    </>
  )
}

function Facts({ one }: { readonly one: Erasure }) {
  const { t } = useTranslation('privacy')
  return (
    <Section title={t('erasures.proof')}>
      <Pairs
        items={[
          { name: t('erasures.id'), value: <span className="lc-mono">{one.erasureId}</span> },
          {
            name: t('erasures.hash'),
            value: (
              <>
                <span className="lc-mono">{one.personHash}</span>
                <span className="lc-soft lc-small lc-compare-note">{t('erasures.hashHint')}</span>
              </>
            ),
          },
          { name: t('erasures.reason'), value: t(`erase.reasons.${one.reason}`) },
          { name: t('erasures.requestedBy'), value: one.requestedBy },
          { name: t('erasures.requestedAt'), value: <Moment at={one.requestedAt} /> },
          { name: t('erasures.finishedAt'), value: <Moment at={one.finishedAt} /> },
          { name: t('erasures.identifiers'), value: <Count value={one.identifiers} /> },
          { name: t('erasures.atoms'), value: <Count value={one.atoms} /> },
        ]}
      />
    </Section>
  )
}

/** How far the job is; everything about people is old once it has ended. */
function ErasureProgress({ one }: { readonly one: Erasure }) {
  const { t } = useTranslation('privacy')
  const client = useQueryClient()
  const job = useJob(
    isErasing(one) ? one.jobId : undefined,
    () => void client.invalidateQueries({ predicate: ({ queryKey: [name] }) => name !== 'console.me' }),
  )
  if (!isErasing(one)) return null
  return (
    <Section>
      <JobProgress job={job} label={t('erasures.running')} />
      <p className="lc-soft lc-small">{t('erasures.mayLeave')}</p>
    </Section>
  )
}

function Proof({ one }: { readonly one: Erasure }) {
  const { t } = useTranslation('privacy')
  return (
    <div className="lc-stack">
      <ErasureProgress one={one} />
      {one.state === 'failed' ? <Alert type="error" showIcon title={t('erasures.failed')} /> : null}
      <ErasureSteps steps={one.steps} />
      <Facts one={one} />
    </div>
  )
}

export function ErasurePage() {
  const { t } = useTranslation('privacy')
  const id = useParams().id ?? ''
  const paths = usePaths()
  const query = useRead(readErasure, { params: { id } }, { refreshWhile: (one) => (isErasing(one) ? RUNNING_REFRESH_MS : false) })
  const one = query.data
  const notDone = one?.state === 'done' ? undefined : t('erasures.notDone')
  const download = () => saveFile(`erasure-${id}.json`, new Blob([JSON.stringify(one, null, JSON_INDENT)], { type: 'application/json' }))
  return (
    <DetailPage
      title={t('erasures.proof')}
      back={{ label: t('erasures.title'), href: paths.erasures() }}
      query={query}
      state={one ? <ErasureState state={one.state} /> : null}
      lead={
        one ? (
          <>
            {t(`erase.reasons.${one.reason}`)} · {one.requestedBy} · <Moment at={one.requestedAt} />
          </>
        ) : undefined
      }
      figures={one ? <Figures one={one} /> : null}
      tabs={one ? [{ key: 'proof', label: t('erasures.proof'), content: <Proof one={one} /> }] : []}
      actions={[
        { key: 'print', label: t('erasures.print'), onClick: () => window.print(), whyNot: notDone },
        { key: 'download', label: t('erasures.download'), onClick: download, primary: true, whyNot: notDone },
      ]}
    />
  )
}
