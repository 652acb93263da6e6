/** 客户 · people: find one by any identifier, or look through all. */
import { listPersons } from '@liuchi/server/contract/identity'
import { Alert, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { usePages, useRead } from '../../api/hooks.ts'
import { useListAddress } from '../../pagekinds/list/list-address.ts'
import { ListPage } from '../../pagekinds/list/list-page.tsx'
import { usePaths } from '../../paths.ts'
import { isPartOfPersonal, questionOf, usePeopleFilters } from './people-filters.ts'
import { type Former, usePersonColumns } from './person-columns.tsx'

const AN_ID = /^\d{1,20}$/

/** What became of the number in the search box, when it is one of somebody who was merged away. */
function useFormer(text: string): Former | undefined {
  const isId = AN_ID.test(text)
  const { data } = useRead(listPersons, { query: { ids: text } }, { enabled: isId })
  const into = isId ? data?.mergedInto?.[text] : undefined
  return into === undefined ? undefined : { id: text, into }
}

export function PeoplePage() {
  const { t } = useTranslation('people')
  const paths = usePaths()
  const address = useListAddress()
  const { filters, kinds, isPending } = usePeopleFilters()
  const query = usePages(listPersons, { query: questionOf(address, kinds) }, { enabled: !isPending })
  const columns = usePersonColumns(useFormer(address.q))
  const isPart = isPartOfPersonal(address.q) && !query.isPending && query.items.length === 0
  return (
    <ListPage
      id="people"
      title={t('title')}
      lead={t('lead')}
      query={query}
      rowKey={({ id }) => id}
      rowHref={({ id }) => paths.person(id)}
      columns={columns}
      search={{ placeholder: t('search') }}
      filters={filters}
      above={isPart ? <Alert type="info" showIcon title={t('wholeNumbers')} description={t('wholeNumbersText')} /> : undefined}
      empty={{
        title: t('empty'),
        text: t('emptyText'),
        action: (
          <Link to={paths.newImport()}>
            <Button type="primary">{t('import')}</Button>
          </Link>
        ),
      }}
    />
  )
}
