/** 客户 · duplicates: people that are probably one, side by side, decided by a person with two keys. */
import { decideDuplicate, listDuplicates } from '@liuchi/server/contract/identity/duplicates'
import type { ResponseOf } from '@liuchi/server/platform/contract'
import { App, Segmented, Skeleton } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate, useSearchParams } from 'react-router'
import { usePages, useWrite } from '../../api/hooks.ts'
import { useNumbers } from '../../i18n/formats.ts'
import { EmptyState } from '../../parts/empty-state.tsx'
import { ErrorNotice } from '../../parts/error-notice.tsx'
import { PageHead } from '../../parts/page-head.tsx'
import { usePaths } from '../../paths.ts'
import type { Decision } from './duplicates-card.tsx'
import { DuplicatesList } from './duplicates-list.tsx'
import { LastSearchLine, SearchButton, SearchProgress, useDuplicateSearch } from './duplicates-search.tsx'

type Answer = ResponseOf<typeof listDuplicates>
type Shown = 'open' | 'decided'

const STATE_KEY = 'state'
const PAGE_SUGGESTIONS = 20

function useShown(): readonly [Shown, (shown: Shown) => void] {
  const [params, setParams] = useSearchParams()
  const shown = params.get(STATE_KEY) === 'decided' ? 'decided' : 'open'
  return [shown, (next) => setParams(next === 'decided' ? { [STATE_KEY]: next } : {}, { replace: true })]
}

/** Decides and says what came of it; the next suggestion then stands where this one stood. */
function useDecide() {
  const { t } = useTranslation('duplicates')
  const { message } = App.useApp()
  const paths = usePaths()
  const navigate = useNavigate()
  const decide = useWrite(decideDuplicate, { stale: [listDuplicates.name, 'persons.'] })
  const run = async (id: string, decision: Decision) => {
    if (decide.isPending) return
    const done = await decide.mutateAsync({ params: { id }, body: { decision } }).catch(() => undefined)
    if (!done) return
    if (done.state === 'different') message.success(t('wasDifferent'))
    else
      message.success(
        <>
          {t('wasSame')} {/* Messages stand outside of the router, where a link would break. */}
          <button type="button" className="lc-link-button" onClick={() => navigate(paths.person(done.personId))}>
            {t('seePerson')}
          </button>
        </>,
      )
  }
  return { run, isBusy: decide.isPending, error: decide.error }
}

function NothingToDecide({ shown, first }: { readonly shown: Shown; readonly first: Answer | undefined }) {
  const { t } = useTranslation('duplicates')
  if (shown === 'decided') return <EmptyState title={t('noneDecided')} text={t('noneDecidedText')} />
  return <EmptyState title={t('none')} text={t(first?.lastSearch ? 'noneFound' : 'noneText')} />
}

export function DuplicatesPage() {
  const { t } = useTranslation('duplicates')
  const numbers = useNumbers()
  const [shown, show] = useShown()
  const query = usePages(listDuplicates, { query: { state: shown, limit: PAGE_SUGGESTIONS } })
  const first = query.data?.pages[0] as Answer | undefined
  const search = useDuplicateSearch()
  const decide = useDecide()
  const isEmpty = query.items.length === 0
  return (
    <>
      <PageHead
        title={t('title')}
        beside={first && first.open > 0 ? <span className="lc-soft lc-number">{numbers.count(first.open)}</span> : null}
        lead={t('lead')}
        actions={<SearchButton search={search} primary={isEmpty} />}
      />
      <div className="lc-stack">
        <SearchProgress search={search} />
        <div className="lc-row" style={{ justifyContent: 'space-between' }}>
          <Segmented
            aria-label={t('tab.label')}
            value={shown}
            options={[
              { value: 'open' as const, label: t('tab.open') },
              { value: 'decided' as const, label: t('tab.decided') },
            ]}
            onChange={show}
          />
          <span className="lc-soft lc-small">{first ? <LastSearchLine last={first.lastSearch} /> : null}</span>
        </div>
        <ErrorNotice error={query.error} onRetry={() => query.refetch()} />
        <ErrorNotice error={decide.error} />
        <section className="lc-card lc-card-flush" aria-label={t('title')} aria-busy={query.isFetching}>
          {query.isPending ? <Skeleton active style={{ padding: 20 }} /> : null}
          {!query.isPending && !query.error && isEmpty ? <NothingToDecide shown={shown} first={first} /> : null}
          {isEmpty ? null : <DuplicatesList key={shown} query={query} onDecide={decide.run} isBusy={decide.isBusy} />}
        </section>
      </div>
    </>
  )
}
