/** 客户 · audiences: groups of people by rule or by name, to be reached, compared, exported. */
import {
  AUDIENCE_KINDS,
  type Audience,
  archiveAudience,
  createAudience,
  listAudiences,
  MAX_COMBINED,
  MAX_OVERLAP,
} from '@liuchi/server/contract/audience'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { usePages, useWrite } from '../../../api/hooks.ts'
import { useWhyNot } from '../../../api/session.ts'
import { useListAddress } from '../../../pagekinds/list/list-address.ts'
import type { BulkAction } from '../../../pagekinds/list/list-column.ts'
import { ListPage } from '../../../pagekinds/list/list-page.tsx'
import { usePaths } from '../../../paths.ts'
import { useAudienceColumns } from './audience-columns.tsx'
import { CombineForm } from './combine-form.tsx'

const COMPUTING_REFRESH_MS = 1_500
const KIND_KEY = 'kind'
const ARCHIVED_KEY = 'archived'

function useAudiences() {
  const address = useListAddress()
  const kind = AUDIENCE_KINDS.find((one) => one === address.get(KIND_KEY))
  return usePages(
    listAudiences,
    {
      query: {
        ...(address.q === '' ? {} : { q: address.q }),
        ...(kind ? { kind } : {}),
        ...(address.get(ARCHIVED_KEY) === 'true' ? { archived: 'true' } : {}),
      },
    },
    { refreshWhile: (items) => (items.some(({ state }) => state === 'computing') ? COMPUTING_REFRESH_MS : false) },
  )
}

function useBulk(combine: (rows: readonly Audience[]) => void): readonly BulkAction<Audience>[] {
  const { t } = useTranslation('audiences')
  const paths = usePaths()
  const navigate = useNavigate()
  const whyNot = useWhyNot()
  const archive = useWrite(archiveAudience, { stale: ['audiences.'] })
  const among = (most: number) => (rows: readonly Audience[]) =>
    rows.length < 2 || rows.length > most ? t('bulk.among', { most }) : undefined
  return [
    {
      key: 'overlap',
      label: () => t('bulk.overlap'),
      leads: true,
      whyNot: among(MAX_OVERLAP),
      run: async (rows) => navigate(paths.overlap(rows.map(({ id }) => id))),
    },
    {
      key: 'combine',
      label: () => t('bulk.combine'),
      leads: true,
      whyNot: (rows) => whyNot(createAudience) ?? among(MAX_COMBINED)(rows),
      run: async (rows) => combine(rows),
    },
    {
      key: 'archive',
      label: (rows) => t('bulk.archive', { count: rows.length }),
      danger: true,
      whyNot: () => whyNot(archiveAudience),
      // One after the other: an audience that another of them uses can only go after it.
      run: async (rows) => {
        for (const { id } of rows) await archive.mutateAsync({ params: { id } })
      },
    },
  ]
}

export function AudiencesPage() {
  const { t } = useTranslation('audiences')
  const paths = usePaths()
  const whyNot = useWhyNot()(createAudience)
  const query = useAudiences()
  const columns = useAudienceColumns()
  const [combined, combine] = useState<readonly Audience[]>([])
  const bulk = useBulk(combine)
  const create = (
    <Link to={paths.newAudience()}>
      <Button type="primary" disabled={whyNot !== undefined} title={whyNot}>
        {t('new')}
      </Button>
    </Link>
  )
  return (
    <>
      <ListPage
        id="audiences"
        title={t('title')}
        lead={t('lead')}
        query={query}
        rowKey={({ id }) => id}
        rowHref={({ id }) => paths.audience(id)}
        columns={columns}
        search={{ placeholder: t('search') }}
        filters={[
          {
            key: KIND_KEY,
            label: t('column.kind'),
            kind: 'choice',
            options: AUDIENCE_KINDS.map((kind) => ({ value: kind, label: t(`kind.${kind}`) })),
          },
          { key: ARCHIVED_KEY, label: t('filter.archived'), kind: 'choice', options: [{ value: 'true', label: t('filter.onlyArchived') }] },
        ]}
        actions={create}
        bulk={bulk}
        empty={{ title: t('empty'), text: t('emptyText'), action: create }}
      />
      <CombineForm audiences={combined} onClose={() => combine([])} />
    </>
  )
}
