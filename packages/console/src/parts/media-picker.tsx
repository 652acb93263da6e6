/**
 * One picture, video or file for a message or a Moment: uploaded with progress, or chosen among earlier ones.
 * `<MediaPicker kind="image" label="封面" value={mediaId} onChange={setMediaId} />`; `value` is the id of `channels.media` or null; `onChange`
 * gets the id, or null when it is taken away. `maxBytes` where less is allowed than the platform's limit of the kind (a link's picture: 2 MB,
 * `MAX_ADDRESSED_BYTES`). `MediaShown` alone shows what an id names.
 */
import { DeleteOutlined, FolderOpenOutlined, UploadOutlined } from '@ant-design/icons'
import { listMedia, MAX_MEDIA_BYTES, type Media, uploadMedia } from '@liuchi/server/contract/channels/wecom/media'
import { useQueryClient } from '@tanstack/react-query'
import { App, Button, Progress, Upload } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { CallError } from '../api/call-error.ts'
import { useCaller } from '../api/hooks.ts'
import { useWhyNot } from '../api/session.ts'
import { upload } from '../api/upload.ts'
import { useNumbers } from '../i18n/formats.ts'
import { useErrorWords } from './error-notice.tsx'
import { MediaLibrary } from './media-library.tsx'
import { MediaShown } from './media-shown.tsx'

export type MediaKind = Media['kind']

export interface MediaPickerProps {
  readonly kind: MediaKind
  readonly label: string
  readonly value: string | null
  readonly onChange: (id: string | null) => void
  readonly maxBytes?: number
}

const ACCEPTED: Readonly<Record<MediaKind, string>> = { image: '.jpg,.jpeg,.png', video: '.mp4', file: '' }

export function MediaPicker({ kind, label, value, onChange, maxBytes = MAX_MEDIA_BYTES[kind] }: MediaPickerProps) {
  const { t } = useTranslation('media')
  const numbers = useNumbers()
  const whyNot = useWhyNot()(uploadMedia)
  const [isChoosing, choose] = useState(false)
  const { send, sent } = useUpload({ kind, maxBytes, onDone: ({ id }) => onChange(id) })
  if (value !== null)
    return (
      <div className="lc-row" style={{ gap: 8 }}>
        <MediaShown id={value} />
        <Button type="text" icon={<DeleteOutlined />} aria-label={`${t('remove')} ${label}`} onClick={() => onChange(null)} />
      </div>
    )
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a flex column in all browsers
    <div role="group" aria-label={label} className="lc-stack" style={{ gap: 6 }}>
      <div className="lc-row" style={{ gap: 8 }}>
        <Upload
          accept={ACCEPTED[kind]}
          showUploadList={false}
          disabled={whyNot !== undefined || sent !== undefined}
          beforeUpload={(file) => {
            send(file)
            return false
          }}
        >
          <Button icon={<UploadOutlined />} disabled={whyNot !== undefined} title={whyNot} loading={sent !== undefined}>
            {sent === undefined ? t('upload') : t('uploading', { percent: numbers.percent(sent) })}
          </Button>
        </Upload>
        <Button icon={<FolderOpenOutlined />} onClick={() => choose(true)}>
          {t('choose')}
        </Button>
      </div>
      {sent === undefined ? (
        <span className="lc-soft lc-small">{t(`hint.${kind}`, { most: numbers.bytes(maxBytes) })}</span>
      ) : (
        <Progress percent={Math.round(sent * 100)} showInfo={false} size="small" style={{ maxWidth: 280 }} />
      )}
      <MediaLibrary
        kind={kind}
        maxBytes={maxBytes}
        open={isChoosing}
        onClose={() => choose(false)}
        onChoose={(id) => {
          choose(false)
          onChange(id)
        }}
      />
    </div>
  )
}

interface UploadInput {
  readonly kind: MediaKind
  readonly maxBytes: number
  readonly onDone: (media: Media) => void
}

/** Sends a file up; `sent` is the fraction while it is under way. */
function useUpload({ kind, maxBytes, onDone }: UploadInput) {
  const { t } = useTranslation('media')
  const { message } = App.useApp()
  const numbers = useNumbers()
  const caller = useCaller()
  const client = useQueryClient()
  const wordsOf = useErrorWords()
  const [sent, progress] = useState<number>()
  // What is being written goes on while the file is on its way: what is told then is told to whoever listens then.
  const latest = useRef(onDone)
  useEffect(() => {
    latest.current = onDone
  })
  const send = async (file: File) => {
    if (file.size > maxBytes) {
      message.error(t('tooLarge', { size: numbers.bytes(file.size), most: numbers.bytes(maxBytes) }))
      return
    }
    const form = new FormData()
    form.append('kind', kind)
    form.append('file', file, file.name)
    progress(0)
    try {
      latest.current(await upload(caller, uploadMedia, form, progress))
      await client.invalidateQueries({ queryKey: [listMedia.name] })
    } catch (error) {
      const isKind = error instanceof CallError && error.code === 'channels.media_wrong_kind'
      message.error(isKind ? t(`wrongKind.${kind}`) : error instanceof CallError ? wordsOf(error) : String(error))
    } finally {
      progress(undefined)
    }
  }
  return { send: (file: File) => void send(file), sent }
}
