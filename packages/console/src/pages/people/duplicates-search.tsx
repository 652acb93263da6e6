/** Looking for duplicates: the button, how far the search is, and what the last one compared and found. */
import { listDuplicates, searchDuplicates } from '@liuchi/server/contract/identity/duplicates'
import type { ResponseOf } from '@liuchi/server/platform/contract'
import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../api/hooks.ts'
import { useWhyNot } from '../../api/session.ts'
import { now } from '../../clock.ts'
import { useNumbers, useTimes } from '../../i18n/formats.ts'
import { ErrorNotice } from '../../parts/error-notice.tsx'
import { isJobUnderWay, JobProgress, useJob } from '../../parts/job-progress.tsx'
import { Section } from '../../parts/section.tsx'

export type LastSearch = ResponseOf<typeof listDuplicates>['lastSearch']

export function useDuplicateSearch() {
  const client = useQueryClient()
  const search = useWrite(searchDuplicates)
  const whyNot = useWhyNot()(searchDuplicates)
  const job = useJob(
    search.data?.jobId,
    () => void client.invalidateQueries({ predicate: ({ queryKey: [name] }) => name === listDuplicates.name }),
  )
  const isSearching = search.isPending || (search.data !== undefined && (job === undefined || isJobUnderWay(job)))
  return { start: () => search.mutate({}), error: search.error, whyNot, job, isSearching }
}

export type DuplicateSearch = ReturnType<typeof useDuplicateSearch>

export function SearchButton({ search, primary }: { readonly search: DuplicateSearch; readonly primary: boolean }) {
  const { t } = useTranslation('duplicates')
  return (
    <Button
      type={primary ? 'primary' : 'default'}
      loading={search.isSearching}
      disabled={search.whyNot !== undefined}
      title={search.whyNot}
      onClick={search.start}
    >
      {t('find')}
    </Button>
  )
}

export function SearchProgress({ search }: { readonly search: DuplicateSearch }) {
  const { t } = useTranslation('duplicates')
  const isOver = search.job !== undefined && search.job.status === 'done'
  if (search.error) return <ErrorNotice error={search.error} onRetry={search.start} />
  if ((!search.isSearching && search.job === undefined) || isOver) return null
  return (
    <Section>
      <JobProgress job={search.job} label={t('finding')} />
      <p className="lc-soft lc-small">{t('mayLeave')}</p>
    </Section>
  )
}

/** When the last search was, over how many people, and what it found. */
export function LastSearchLine({ last }: { readonly last: LastSearch }) {
  const { t } = useTranslation('duplicates')
  const numbers = useNumbers()
  const times = useTimes()
  if (last === null) return <span>{t('never')}</span>
  const words = { at: times.ago(last.at, now()), people: numbers.count(last.people), pairs: numbers.count(last.pairs) }
  return <span title={times.moment(last.at)}>{t('last', words)}</span>
}
