/** 客户 · audiences: how several of them overlap, each combination a bar, each bar a new audience. */
import { type Audience, listAudiences, MAX_OVERLAP, overlapAudiences } from '@liuchi/server/contract/audience'
import { Select, Skeleton } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { useRead } from '../../../api/hooks.ts'
import { BackLink } from '../../../pagekinds/detail/detail-page.tsx'
import { ErrorNotice } from '../../../parts/error-notice.tsx'
import { PageHead } from '../../../parts/page-head.tsx'
import { useSettled } from '../../../parts/settled.ts'
import { usePaths } from '../../../paths.ts'
import { OverlapFigure } from './overlap-figure.tsx'

const IDS_KEY = 'ids'
const OFFERED = 100

export function OverlapPage() {
  const { t } = useTranslation('audiences')
  const paths = usePaths()
  const [params, setParams] = useSearchParams()
  const ids = (params.get(IDS_KEY) ?? '').split(',').filter((id) => id !== '')
  const choose = (next: readonly string[]) => setParams({ [IDS_KEY]: next.slice(0, MAX_OVERLAP).join(',') }, { replace: true })
  return (
    <>
      <PageHead title={t('overlap.title')} lead={t('overlap.lead')} back={<BackLink label={t('title')} href={paths.audiences()} />} />
      <div className="lc-stack">
        <AudiencesSelect value={ids} onChange={choose} />
        {ids.length < 2 ? <p className="lc-soft">{t('overlap.choose', { most: MAX_OVERLAP })}</p> : <Overlap ids={ids} />}
      </div>
    </>
  )
}

function AudiencesSelect({ value, onChange }: { readonly value: readonly string[]; readonly onChange: (ids: readonly string[]) => void }) {
  const { t } = useTranslation('audiences')
  const [typed, type] = useState('')
  const q = useSettled(typed)
  const { data } = useRead(listAudiences, { query: { limit: OFFERED, ...(q === '' ? {} : { q }) } }, { keepPrevious: true })
  const offered: readonly Audience[] = data?.items ?? []
  const unknown = value.filter((id) => data && !offered.some((one) => one.id === id))
  return (
    <Select
      mode="multiple"
      aria-label={t('overlap.audiences')}
      style={{ width: '100%', maxWidth: 720 }}
      placeholder={t('audience.choose')}
      maxCount={MAX_OVERLAP}
      showSearch={{ filterOption: false, onSearch: type }}
      options={[...offered.map(({ id, name }) => ({ value: id, label: name })), ...unknown.map((id) => ({ value: id, label: `#${id}` }))]}
      value={[...value]}
      onChange={(next: string[]) => onChange(next)}
    />
  )
}

function Overlap({ ids }: { readonly ids: readonly string[] }) {
  const { data, error, isFetching, refetch } = useRead(overlapAudiences, { body: { ids: [...ids] } }, { keepPrevious: true })
  if (error) return <ErrorNotice error={error} onRetry={() => refetch()} />
  if (!data) return <Skeleton active paragraph={{ rows: 6 }} />
  return (
    <div aria-busy={isFetching} style={{ opacity: isFetching ? 0.6 : 1 }}>
      <OverlapFigure answer={data} />
    </div>
  )
}
