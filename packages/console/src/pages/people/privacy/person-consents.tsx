/** The tab 同意 of a person: what holds now by purpose and channel, and everything they ever said. */
import { personConsents, recordConsent } from '@liuchi/server/contract/compliance/consents'
import type { ResponseOf } from '@liuchi/server/platform/contract'
import { Button, Skeleton } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { usePages } from '../../../api/hooks.ts'
import { useWhyNot } from '../../../api/session.ts'
import { usePurposes } from '../../../parts/consent-words.ts'
import { EmptyState } from '../../../parts/empty-state.tsx'
import { ErrorNotice } from '../../../parts/error-notice.tsx'
import { Section } from '../../../parts/section.tsx'
import { usePaths } from '../../../paths.ts'
import { ConsentForm, type ConsentValues } from './consent-form.tsx'
import { type ConsentCell, consentGrid } from './consent-grid.ts'
import { ConsentLedger } from './consent-ledger.tsx'
import { ConsentMatrix } from './consent-matrix.tsx'

export interface PersonConsentsProps {
  readonly personId: string
}

/** What is most likely to be recorded from a cell: the opposite of what holds. */
function changeOf({ purpose, channel, state }: ConsentCell): Partial<ConsentValues> {
  return { purpose, channel, state: state === 'granted' || state === 'free' ? 'withdrawn' : 'granted' }
}

export function PersonConsents({ personId }: PersonConsentsProps) {
  const { t } = useTranslation('privacy')
  const whyNot = useWhyNot()
  const cannotRead = whyNot(personConsents)
  const query = usePages(personConsents, { params: { id: personId } }, { enabled: cannotRead === undefined })
  const { purposes, isPending } = usePurposes()
  const paths = usePaths()
  const [form, open] = useState<Partial<ConsentValues>>()
  if (cannotRead !== undefined) return <EmptyState title={cannotRead} />
  if (query.isPending || isPending) return <Skeleton active />
  const first = query.data?.pages[0] as ResponseOf<typeof personConsents> | undefined
  const grid = consentGrid(purposes, first?.current ?? [])
  const cannotWrite = whyNot(recordConsent)
  const record = (
    <Button
      type="primary"
      disabled={cannotWrite !== undefined}
      title={cannotWrite}
      onClick={() => open({ state: 'granted', channel: 'all' })}
    >
      {t('consents.record')}
    </Button>
  )
  if (purposes.length === 0)
    return <EmptyState title={t('consents.noPurposes')} action={<Link to={paths.purposes()}>{t('consents.purposesLink')}</Link>} />
  return (
    <div className="lc-stack">
      <ErrorNotice error={query.error} onRetry={() => query.refetch()} />
      <Section title={t('consents.now')} extra={record}>
        <div className="lc-stack">
          <p className="lc-soft lc-small">{t('consents.nowHint')}</p>
          <ConsentMatrix grid={grid} onChoose={cannotWrite === undefined ? (cell) => open(changeOf(cell)) : undefined} />
        </div>
      </Section>
      {query.items.length > 0 ? (
        <ConsentLedger
          entries={query.items}
          hasMore={query.hasNextPage}
          isLoadingMore={query.isFetchingNextPage}
          onMore={() => void query.fetchNextPage()}
        />
      ) : (
        <Section title={t('consents.ledger')}>
          <EmptyState title={t('consents.none')} text={t('consents.noneText')} />
        </Section>
      )}
      <ConsentForm personId={personId} initial={form} guardianNeeded={first?.guardianNeeded ?? false} onClose={() => open(undefined)} />
    </div>
  )
}
