/** 客户 · tags: what is said of people in one word, by group. */
import { archiveTag, createTag, listTagGroups, listTags, TAG_DIMENSIONS, TAG_KINDS, type Tag } from '@liuchi/server/contract/identity/tags'
import { Button, Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { usePages, useRead, useWrite } from '../../../api/hooks.ts'
import { useWhyNot } from '../../../api/session.ts'
import { useNumbers } from '../../../i18n/formats.ts'
import { type ListAddress, useListAddress } from '../../../pagekinds/list/list-address.ts'
import type { BulkAction, ListFilter } from '../../../pagekinds/list/list-column.ts'
import { ListPage } from '../../../pagekinds/list/list-page.tsx'
import { usePaths } from '../../../paths.ts'
import { CreateTag } from './create-tag.tsx'
import { useTagColumns } from './tag-columns.tsx'
import { TagGroups } from './tag-groups.tsx'

const GROUP_KEY = 'group'
const KIND_KEY = 'kind'
const DIMENSION_KEY = 'dimension'
const ARCHIVED_KEY = 'archived'
const ALL = 'all'
const NO_GROUP = 'none'

function useTags(address: ListAddress) {
  const kind = TAG_KINDS.find((one) => one === address.get(KIND_KEY))
  const dimension = TAG_DIMENSIONS.find((one) => one === address.get(DIMENSION_KEY))
  const groupId = address.get(GROUP_KEY)
  return usePages(listTags, {
    query: {
      counts: 'true',
      ...(address.q === '' ? {} : { q: address.q }),
      ...(groupId === '' ? {} : { groupId }),
      ...(kind ? { kind } : {}),
      ...(dimension ? { dimension } : {}),
      ...(address.get(ARCHIVED_KEY) === 'true' ? { archived: 'true' } : {}),
    },
  })
}

function useFilters(): readonly ListFilter[] {
  const { t } = useTranslation('tags')
  return [
    { key: KIND_KEY, label: t('kind'), kind: 'choice', options: TAG_KINDS.map((one) => ({ value: one, label: t(`kinds.${one}`) })) },
    {
      key: DIMENSION_KEY,
      label: t('dimension'),
      kind: 'choice',
      options: TAG_DIMENSIONS.map((one) => ({ value: one, label: t(`dimensions.${one}`) })),
    },
    { key: ARCHIVED_KEY, label: t('archivedFilter'), kind: 'choice', options: [{ value: 'true', label: t('onlyArchived') }] },
  ]
}

/** The groups as tabs with how many tags each has. */
function GroupChoice({ address }: { readonly address: ListAddress }) {
  const { t } = useTranslation('tags')
  const numbers = useNumbers()
  const { data } = useRead(listTagGroups, {})
  if (!data || data.items.length === 0) return null
  return (
    <div className="lc-scroll-x">
      <Segmented
        aria-label={t('group')}
        value={address.get(GROUP_KEY) || ALL}
        options={[
          { value: ALL, label: t('allGroups') },
          ...data.items.map(({ id, name, tags, exclusive }) => ({
            value: id,
            label: `${name} ${numbers.exact(tags)}${exclusive ? ` · ${t('exclusive')}` : ''}`,
          })),
          { value: NO_GROUP, label: t('noGroup') },
        ]}
        onChange={(next) => address.set(GROUP_KEY, next === ALL ? '' : next)}
      />
    </div>
  )
}

export function TagsPage() {
  const { t } = useTranslation('tags')
  const paths = usePaths()
  const address = useListAddress()
  const query = useTags(address)
  const columns = useTagColumns()
  const filters = useFilters()
  const whyNot = useWhyNot()
  const [shown, show] = useState<'create' | 'groups'>()
  const archive = useWrite(archiveTag, { stale: ['tags.', 'tag_groups.', 'persons.'] })
  const groupId = address.get(GROUP_KEY)
  const bulk: BulkAction<Tag>[] = [
    {
      key: 'archive',
      label: (rows) => t('archive.several', { count: rows.length }),
      danger: true,
      whyNot: () => whyNot(archiveTag),
      run: async (rows) => {
        for (const { id } of rows) await archive.mutateAsync({ params: { id } })
      },
    },
  ]
  const create = (
    <Button type="primary" disabled={whyNot(createTag) !== undefined} title={whyNot(createTag)} onClick={() => show('create')}>
      {t('new')}
    </Button>
  )
  return (
    <>
      <ListPage
        id="tags"
        title={t('title')}
        lead={t('lead')}
        query={query}
        rowKey={({ id }) => id}
        rowHref={({ id }) => paths.tag(id)}
        columns={columns}
        search={{ placeholder: t('search') }}
        filters={filters}
        total={query.data?.pages[0] && 'total' in query.data.pages[0] ? Number(query.data.pages[0].total) : undefined}
        actions={
          <>
            <Button onClick={() => show('groups')}>{t('groups.title')}</Button>
            {create}
          </>
        }
        above={<GroupChoice address={address} />}
        bulk={bulk}
        empty={{ title: t('empty'), text: t('emptyText'), action: create }}
      />
      <CreateTag
        open={shown === 'create'}
        onClose={() => show(undefined)}
        groupId={groupId === '' || groupId === NO_GROUP ? undefined : groupId}
      />
      <TagGroups open={shown === 'groups'} onClose={() => show(undefined)} />
    </>
  )
}
