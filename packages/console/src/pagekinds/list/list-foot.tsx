/** Below the rows: how many are loaded, and the way to more. */
import { Button } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useNumbers } from '../../i18n/formats.ts'
import type { ListQuery } from './list-page.tsx'

export interface ListFootProps<Row> {
  readonly query: ListQuery<Row>
  readonly extras: ReactNode
}

export function ListFoot<Row>({ query, extras }: ListFootProps<Row>) {
  const { t } = useTranslation('kinds')
  const numbers = useNumbers()
  const loaded = { count: query.items.length, shown: numbers.exact(query.items.length) }
  return (
    <div className="lc-list-foot">
      <span>{t(query.hasNextPage ? 'list.loadedSoFar' : 'list.allLoaded', loaded)}</span>
      <span className="lc-row">
        {extras}
        {query.hasNextPage ? (
          <Button loading={query.isFetchingNextPage ?? false} onClick={() => query.fetchNextPage?.()}>
            {t('list.more')}
          </Button>
        ) : null}
      </span>
    </div>
  )
}
