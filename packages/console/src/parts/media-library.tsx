/** Media uploaded earlier, to be chosen again or deleted. */
import { DeleteOutlined } from '@ant-design/icons'
import { deleteMedia, listMedia, type Media } from '@liuchi/server/contract/channels/wecom/media'
import { App, Button, Modal } from 'antd'
import { useTranslation } from 'react-i18next'
import { usePages, useWrite } from '../api/hooks.ts'
import { useMay } from '../api/session.ts'
import { EmptyState } from './empty-state.tsx'
import { ErrorNotice } from './error-notice.tsx'
import { MediaShown } from './media-shown.tsx'

const SHOWN_AT_ONCE = 24

export interface MediaLibraryProps {
  readonly kind: Media['kind']
  /** Larger ones are not offered. */
  readonly maxBytes: number
  readonly open: boolean
  readonly onClose: () => void
  readonly onChoose: (id: string) => void
}

export function MediaLibrary({ kind, maxBytes, open, onClose, onChoose }: MediaLibraryProps) {
  const { t } = useTranslation('media')
  const { message } = App.useApp()
  const query = usePages(listMedia, { query: { kind, limit: SHOWN_AT_ONCE } }, { enabled: open })
  const mayDelete = useMay()(deleteMedia)
  const remove = useWrite(deleteMedia, { stale: [listMedia.name] })
  const items = query.items.filter(({ sizeBytes }) => sizeBytes <= maxBytes)
  return (
    <Modal open={open} onCancel={onClose} title={t(`title.${kind}`)} footer={null} destroyOnHidden>
      <ErrorNotice error={query.error ?? remove.error} />
      {!query.isPending && items.length === 0 ? <EmptyState title={t('empty')} text={t('emptyText')} /> : null}
      <ul className="lc-media">
        {items.map(({ id, name }) => (
          <li key={id}>
            <button type="button" className="lc-media-choice" onClick={() => onChoose(id)}>
              <MediaShown id={id} />
            </button>
            {mayDelete ? (
              <Button
                type="text"
                size="small"
                icon={<DeleteOutlined />}
                aria-label={`${t('delete')} ${name}`}
                title={t('delete')}
                onClick={() => remove.mutate({ params: { id } }, { onSuccess: () => void message.success(t('deleted')) })}
              />
            ) : null}
          </li>
        ))}
      </ul>
      {query.hasNextPage ? (
        <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t('more')}
        </Button>
      ) : null}
    </Modal>
  )
}
