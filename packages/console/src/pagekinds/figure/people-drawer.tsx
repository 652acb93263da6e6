/** The people behind a number: opens at the side of a figure, each leads to their page, all loaded ones to a file. */
import { DownloadOutlined } from '@ant-design/icons'
import { Button, Drawer, Skeleton } from 'antd'
import { useTranslation } from 'react-i18next'
import type { AnyEndpoint } from '../../api/call.ts'
import { usePeople } from '../../api/hooks.ts'
import { useNumbers } from '../../i18n/formats.ts'
import { saveCsv } from '../../parts/download.ts'
import { EmptyState } from '../../parts/empty-state.tsx'
import { ErrorNotice } from '../../parts/error-notice.tsx'
import { PersonLine } from '../../parts/person-line.tsx'

const WIDTH_PIXELS = 420

/** Which people: the endpoint that lists them and its question. */
export interface PeopleBehind {
  readonly title: string
  /** How many there are, from the figure itself. */
  readonly total: number
  readonly endpoint: AnyEndpoint
  readonly body: object
}

export interface PeopleDrawerProps {
  /** Undefined: closed. */
  readonly people: PeopleBehind | undefined
  readonly onClose: () => void
}

export function PeopleDrawer({ people, onClose }: PeopleDrawerProps) {
  return (
    <Drawer open={people !== undefined} title={people?.title} size={WIDTH_PIXELS} onClose={onClose} destroyOnHidden>
      {people ? <PeopleList people={people} /> : null}
    </Drawer>
  )
}

function PeopleList({ people }: { readonly people: PeopleBehind }) {
  const { t } = useTranslation('kinds')
  const numbers = useNumbers()
  const query = usePeople(people.endpoint, people.body)
  if (query.isPending) return <Skeleton active />
  if (query.error) return <ErrorNotice error={query.error} onRetry={() => query.refetch()} />
  if (query.personIds.length === 0) return <EmptyState title={t('people.nobody')} />
  return (
    <div className="lc-stack">
      <div className="lc-row" style={{ justifyContent: 'space-between' }}>
        <span className="lc-soft">
          {t('people.loaded', { loaded: numbers.exact(query.personIds.length), total: numbers.exact(people.total) })}
        </span>
        <Button
          size="small"
          icon={<DownloadOutlined />}
          onClick={() =>
            saveCsv(
              'people',
              ['id'],
              query.personIds.map((id) => [id]),
            )
          }
        >
          {t('figure.csv')}
        </Button>
      </div>
      <ul className="lc-people">
        {query.personIds.map((id) => (
          <PersonLine key={id} id={id} />
        ))}
      </ul>
      {query.hasNextPage ? (
        <Button loading={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>
          {t('list.more')}
        </Button>
      ) : null}
    </div>
  )
}
