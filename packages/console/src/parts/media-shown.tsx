/** What a media id names: a picture as it looks, a video or a file by its name. */
import { FileOutlined, VideoCameraOutlined } from '@ant-design/icons'
import { kindOfOwn, readMedia, readMediaFile } from '@liuchi/server/contract/channels/wecom/media'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { callForFile } from '../api/call.ts'
import { useCaller, useRead } from '../api/hooks.ts'
import { useNumbers } from '../i18n/formats.ts'

const THUMB_PX = 56

export interface MediaShownProps {
  readonly id: string
  /** A picture alone, of this height; absent: small, with its name. */
  readonly pictureHeight?: number
}

export function MediaShown({ id, pictureHeight }: MediaShownProps) {
  const { t } = useTranslation('media')
  const numbers = useNumbers()
  const { data, error } = useRead(readMedia, { params: { id } }, { enabled: kindOfOwn(id) !== undefined })
  if (id.startsWith('image-') && pictureHeight !== undefined) return <Picture id={id} height={pictureHeight} name={data?.name ?? ''} />
  const name = error ? t('gone') : (data?.name ?? id.slice(0, 12))
  return (
    <span className="lc-row" style={{ gap: 8, minWidth: 0 }}>
      {id.startsWith('image-') ? (
        <Picture id={id} height={THUMB_PX} name={name} />
      ) : id.startsWith('video-') ? (
        <VideoCameraOutlined aria-hidden style={{ fontSize: 24 }} />
      ) : (
        <FileOutlined aria-hidden style={{ fontSize: 24 }} />
      )}
      <span className="lc-wrapped">
        {name} <span className="lc-soft lc-small">{data ? numbers.bytes(data.sizeBytes) : ''}</span>
      </span>
    </span>
  )
}

function Picture({ id, height, name }: { readonly id: string; readonly height: number; readonly name: string }) {
  const address = usePicture(id)
  return address === undefined ? (
    <span style={{ width: height, height, borderRadius: 4, background: 'var(--lc-line)' }} />
  ) : (
    <img src={address} alt={name} style={{ height, maxWidth: '100%', objectFit: 'cover', borderRadius: 4 }} />
  )
}

/** An address of the picture in this page; the file is asked for with the caller's headers, which an `img` cannot send. */
function usePicture(id: string): string | undefined {
  const caller = useCaller()
  const { data } = useQuery({
    queryKey: [readMediaFile.name, caller.workspace ?? null, id],
    queryFn: () => callForFile(caller, readMediaFile, { params: { id } }),
    enabled: kindOfOwn(id) !== undefined,
    // What an id names never changes.
    staleTime: Number.POSITIVE_INFINITY,
  })
  const [address, show] = useState<string>()
  useEffect(() => {
    if (!data) return undefined
    const made = URL.createObjectURL(data)
    show(made)
    return () => URL.revokeObjectURL(made)
  }, [data])
  return address
}
