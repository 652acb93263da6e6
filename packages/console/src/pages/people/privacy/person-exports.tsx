/** Exports of a person that were made: state, until when the file is there, and the file. */
import { type Export, exportFile } from '@liuchi/server/contract/compliance/rights'
import { Button, Skeleton } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { callForFile } from '../../../api/call.ts'
import { CallError } from '../../../api/call-error.ts'
import { useCaller } from '../../../api/hooks.ts'
import { useNumbers, useTimes } from '../../../i18n/formats.ts'
import type { ListQuery } from '../../../pagekinds/list/list-page.tsx'
import { saveFile } from '../../../parts/download.ts'
import { ErrorNotice } from '../../../parts/error-notice.tsx'
import { Moment } from '../../../parts/moment.tsx'
import { StateTag } from '../../../parts/state-tag.tsx'
import type { ThingState } from '../../../theme/states.ts'

const states: Readonly<Record<Export['state'], ThingState>> = { queued: 'running', ready: 'live', failed: 'refused', expired: 'ended' }

function DownloadButton({ one }: { readonly one: Export }) {
  const { t } = useTranslation('privacy')
  const times = useTimes()
  const caller = useCaller()
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<CallError | null>(null)
  const download = async () => {
    setBusy(true)
    setError(null)
    try {
      saveFile(`person-${one.personId}.json`, await callForFile(caller, exportFile, { params: { id: one.id } }))
    } catch (failure) {
      if (!(failure instanceof CallError)) throw failure
      setError(failure)
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      <Button size="small" loading={isBusy} aria-label={t('export.downloadOf', { at: times.moment(one.requestedAt) })} onClick={download}>
        {t('export.download')}
      </Button>
      <ErrorNotice error={error} />
    </>
  )
}

function OneExport({ one }: { readonly one: Export }) {
  const { t } = useTranslation('privacy')
  const numbers = useNumbers()
  const times = useTimes()
  return (
    <li className="lc-stack" style={{ gap: 4 }}>
      <span className="lc-row" style={{ justifyContent: 'space-between' }}>
        <span className="lc-row">
          <StateTag state={states[one.state]}>{t(`export.state.${one.state}`)}</StateTag>
          {one.sizeBytes === null ? null : <span className="lc-soft lc-number">{numbers.bytes(one.sizeBytes)}</span>}
        </span>
        {one.state === 'ready' ? <DownloadButton one={one} /> : null}
      </span>
      <span className="lc-soft lc-small">
        {one.requestedBy} · <Moment at={one.requestedAt} />
      </span>
      {one.state === 'ready' && one.expiresAt !== null ? (
        <span className="lc-soft lc-small">{t('export.until', { at: times.moment(one.expiresAt) })}</span>
      ) : null}
    </li>
  )
}

export function PersonExports({ query }: { readonly query: ListQuery<Export> }) {
  const { t } = useTranslation('privacy')
  return (
    <section className="lc-stack" aria-label={t('export.list')}>
      <h3 className="lc-section-title">{t('export.list')}</h3>
      <ErrorNotice error={query.error} onRetry={() => query.refetch()} />
      {query.isPending ? <Skeleton active title={false} /> : null}
      {!query.isPending && !query.error && query.items.length === 0 ? <span className="lc-soft">{t('export.none')}</span> : null}
      <ul className="lc-stack">
        {query.items.map((one) => (
          <OneExport key={one.id} one={one} />
        ))}
      </ul>
      {query.hasNextPage ? (
        <Button loading={query.isFetchingNextPage ?? false} onClick={() => query.fetchNextPage?.()}>
          {t('more')}
        </Button>
      ) : null}
    </section>
  )
}
