/** How the tags of a person came and went, newest first. */
import { personTagHistory } from '@liuchi/server/contract/identity/tags'
import { Button, Drawer, Skeleton } from 'antd'
import { useTranslation } from 'react-i18next'
import { usePages } from '../../../api/hooks.ts'
import { ErrorNotice } from '../../../parts/error-notice.tsx'
import { Moment } from '../../../parts/moment.tsx'

const WIDTH_PIXELS = 480

export interface TagHistoryProps {
  readonly personId: string
  readonly open: boolean
  readonly onClose: () => void
}

export function TagHistory({ personId, open, onClose }: TagHistoryProps) {
  const { t } = useTranslation('tags')
  return (
    <Drawer open={open} title={t('person.historyTitle')} size={WIDTH_PIXELS} onClose={onClose} destroyOnHidden>
      <Changes personId={personId} />
    </Drawer>
  )
}

function Changes({ personId }: { readonly personId: string }) {
  const { t } = useTranslation('tags')
  const query = usePages(personTagHistory, { params: { id: personId } })
  if (query.isPending) return <Skeleton active />
  return (
    <div className="lc-stack">
      <ErrorNotice error={query.error} onRetry={() => query.refetch()} />
      {query.items.length === 0 && !query.error ? <span className="lc-soft">{t('person.noHistory')}</span> : null}
      <ol className="lc-steps">
        {query.items.map(({ tagId, name, value, what, at, why, atom }) => (
          <li key={`${at}:${tagId}:${value ?? ''}:${what}:${atom}`}>
            <strong>
              {t(`person.what.${what}`)} {value ? `${name}: ${value}` : name}
            </strong>
            <span className="lc-soft lc-small">
              <Moment at={at} /> · {why}
              {atom === personId ? '' : ` · ${t('person.ofPart', { id: atom })}`}
            </span>
          </li>
        ))}
      </ol>
      {query.hasNextPage ? (
        <Button loading={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>
          {t('more')}
        </Button>
      ) : null}
    </div>
  )
}
